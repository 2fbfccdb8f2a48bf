#include "tests/support/squid.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "tests/support/free_port.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/tcp.hpp"

namespace sluice::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* stock_file = "/etc/squid/squid.conf";

/// Nothing outside the test's folder, nothing in the background, and a quick end.
constexpr const char* our_ways =
    "pid_filename none\naccess_log none\ncache_log /dev/null\ncoredump_dir none\n"
    "pinger_enable off\nmemory_cache_shared off\nshutdown_lifetime 0 seconds\n";

/// As htpasswd writes it.
std::string hash_of(const std::string& password) {
  Process tool{{.arguments = {find_program("openssl").string(), "passwd", "-apr1", password}}};
  if (tool.wait_exit() != 0) throw std::runtime_error("openssl passwd failed:" + tool.tail());
  return tool.lines().at(0);
}

std::string passwords(const SquidSettings& settings) {
  std::string text;
  for (const auto& [user, password] : settings.users) text += user + ":" + hash_of(password) + "\n";
  return text;
}

std::string port_line(std::uint16_t port) {
  return "http_port 127.0.0.1:" + std::to_string(port) + "\n";
}

std::string stock_configuration(std::uint16_t port) {
  std::ifstream file{stock_file};
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string own_port = "http_port 3128\n";
  const auto at = text.find("\n" + own_port);
  if (at == text.npos) throw std::runtime_error("no http_port 3128 in Squid's own configuration");
  return text.replace(at + 1, own_port.size(), port_line(port)) + our_ways;
}

std::string configuration(const TemporaryFolder& folder, std::uint16_t port,
                          const SquidSettings& settings) {
  if (settings.stock) return stock_configuration(port);
  std::string hosts;
  for (const auto& name : settings.names) hosts += "127.0.0.1 " + name + "\n";
  std::string text = port_line(port) + our_ways;
  text += "cache deny all\nhosts_file " + folder.write("hosts", hosts).string() + "\n";
  if (!settings.ports.empty()) {
    text += "acl wanted port";
    for (const auto wanted : settings.ports) text += " " + std::to_string(wanted);
    text += "\nhttp_access deny !wanted\n";
  }
  if (settings.users.empty()) return text + "http_access allow all\n";
  return text + "auth_param basic program /usr/lib/squid/basic_ncsa_auth " +
         folder.write("passwords", passwords(settings)).string() +
         "\nacl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all\n";
}

/// It becomes the user `proxy`, who has to read its files.
ProcessSettings command(const TemporaryFolder& folder, const std::string& text) {
  const auto file = folder.write("squid.conf", text);
  fs::permissions(folder.path(), fs::perms::others_read | fs::perms::others_exec,
                  fs::perm_options::add);
  return {.arguments = {find_program("squid").string(), "-N", "-f", file.string()}};
}

}  // namespace

Squid::Squid(const SquidSettings& settings)
    : port_{free_port()},
      server_{"squid", command(folder_, configuration(folder_, port_, settings)),
              [port = port_] { return port_answers(port); }} {
  server_.start();
}

std::string Squid::url(const std::string& login) const {
  return "http://" + login + (login.empty() ? "" : "@") + "127.0.0.1:" + std::to_string(port_);
}

std::string Squid::unavailable() {
  return find_program("squid").empty() ? "no program `squid`" : "";
}

}  // namespace sluice::test
