#include "gateway/app/tap_arguments.hpp"

#include <CLI/CLI.hpp>

#include "gateway/app/admin_arguments.hpp"

namespace sluice::app {

TapArguments::TapArguments(CLI::App& cli)
    : command_(cli.add_subcommand(
          "tap",
          "Show the events, records and messages that pass through a running gateway, until "
          "Ctrl-C: exit status 1 when the gateway ends it or is lost")) {
  add_admin_arguments(*command_, order_.gateway, "The gateway's admin server");
  command_->add_option("--connection", order_.connection, "Only those of connections as this glob");
  command_->add_option("--channel", order_.channel, "Only those of channels as this glob");
  command_->add_option("--event", order_.event, "Only those of events as this glob");
  command_->add_option("--sink", order_.sink, "Only records for sinks as this glob");
  command_->add_option("--kind", order_.kind, "Only these: event, record or message");
  auto* masked = command_->add_flag("--masked", order_.masked, "No payloads");
  command_->add_flag("--decrypted", order_.decrypted, "The payloads of encrypted channels as well")
      ->excludes(masked);
  command_->add_flag("--json", order_.json, "Each as a line of JSON, as the gateway sends it");
}

bool TapArguments::parsed() const {
  return command_->parsed();
}

}  // namespace sluice::app
