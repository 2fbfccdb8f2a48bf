#include "gateway/app/admin_arguments.hpp"

#include <CLI/CLI.hpp>

namespace sluice::app {

void add_admin_arguments(CLI::App& command, AdminContact& contact, const std::string& where) {
  auto* against = command.add_option("--against", contact.url, where);
  if (!contact.url.empty()) against->capture_default_str();
  command.add_option("--token-file", contact.token_file,
                     "The file with the token of its admin server; otherwise the environment's "
                     "SLUICE_ADMIN_TOKEN, if there is one");
  command.add_option("--ca-file", contact.ca_file,
                     "PEM file with the authorities of its certificate; otherwise the system's");
  command.add_option("--server-name", contact.server_name,
                     "The name in its certificate, where that is not the host of --against");
}

}  // namespace sluice::app
