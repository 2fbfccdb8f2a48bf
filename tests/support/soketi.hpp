#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/certificates.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

/// The one app of a soketi. Client messages are enabled.
struct ChannelsApp {
  std::string id = "app1";
  std::string key = "key1";
  std::string secret = "sec1";
  int connections_max = -1;           ///< one more is closed with 4100
  int client_events_per_second = -1;  ///< of one connection; more are refused with 4301
  /// Base64; of the official packages, not of the server, which knows nothing of encryption.
  std::string encryption_master_key{};
  /// Users may sign in. Every connection that is on public channels only, and of no user, is then
  /// closed after 30 s (4009).
  bool users = false;
};

/// A real Channels server of one test's own on 127.0.0.1, started by the constructor.
class Soketi {
 public:
  /// With a certificate the port speaks TLS only.
  explicit Soketi(std::optional<Certificate> certificate = std::nullopt, ChannelsApp app = {});

  void start() { server_.start(); }
  /// Closes its clients' connections with 4200.
  void stop() { server_.stop(); }
  /// Its clients see the connection break without a closing frame.
  void kill() { server_.kill(); }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] bool secure() const { return secure_; }
  [[nodiscard]] const ChannelsApp& app() const { return app_; }
  /// ws://127.0.0.1:PORT, or wss with a certificate.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] Process& process() { return server_.process(); }

  /// Why there is none on this machine; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  ChannelsApp app_;
  TemporaryFolder folder_;
  std::uint16_t port_;
  std::uint16_t metrics_port_;
  bool secure_;
  ServerProcess server_;
};

}  // namespace sluice::test
