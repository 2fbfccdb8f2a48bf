#include "tests/support/soketi.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "tests/support/free_port.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/tcp.hpp"

namespace sluice::test {

namespace {

constexpr std::string_view package = "@soketi/soketi";

/// Dotted keys: a nested object would replace the defaults around it.
std::string configuration(std::uint16_t port, std::uint16_t metrics_port, const ChannelsApp& app,
                          const std::optional<Certificate>& certificate) {
  nlohmann::json text{{"host", "127.0.0.1"},
                      {"port", port},
                      {"metrics.port", metrics_port},
                      {"shutdownGracePeriod", 100}};
  text["appManager.array.apps"] =
      nlohmann::json::array({{{"id", app.id},
                              {"key", app.key},
                              {"secret", app.secret},
                              {"enabled", true},
                              {"maxConnections", app.connections_max},
                              {"enableClientMessages", true},
                              {"enableUserAuthentication", app.users},
                              {"maxClientEventsPerSecond", app.client_events_per_second}}});
  if (certificate) {
    text["ssl.certPath"] = certificate->certificate_file.string();
    text["ssl.keyPath"] = certificate->key_file.string();
  }
  return text.dump();
}

ProcessSettings command(const std::filesystem::path& file) {
  const auto program = parts_folder() / "node/node_modules" / package / "bin/server.js";
  return {.arguments = {"node", program.string(), "start", "--config=" + file.string()}};
}

}  // namespace

Soketi::Soketi(std::optional<Certificate> certificate, ChannelsApp app)
    : app_{std::move(app)},
      port_{free_port()},
      metrics_port_{free_port()},
      secure_{certificate.has_value()},
      server_{"soketi",
              command(folder_.write("soketi.json",
                                    configuration(port_, metrics_port_, app_, certificate))),
              [port = port_] { return port_answers(port); }} {
  start();
}

std::string Soketi::url() const {
  return (secure_ ? "wss://127.0.0.1:" : "ws://127.0.0.1:") + std::to_string(port_);
}

std::string Soketi::unavailable() {
  return missing_package(package);
}

}  // namespace sluice::test
