#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/certificates.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

struct MosquittoSettings {
  std::string user{};  ///< with a password only this user may connect; empty: anybody
  std::string password{};
  std::optional<Certificate> certificate{};  ///< with one, the port speaks TLS only
  std::string refused_filter{};              ///< nobody may subscribe to this
  std::string more{};                        ///< further lines of its configuration
};

/// A Mosquitto of one test's own on 127.0.0.1, started by the constructor. Sessions and queued
/// messages survive stop() and start(), not kill().
class Mosquitto {
 public:
  explicit Mosquitto(const MosquittoSettings& settings = {});

  void start() { server_.start(); }
  void stop() { server_.stop(); }
  void kill() { server_.kill(); }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// mqtt://127.0.0.1:PORT, or mqtts with a certificate.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] Process& process() { return server_.process(); }

  /// Why there is none on this machine; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  TemporaryFolder folder_;
  std::uint16_t port_;
  bool secure_;
  ServerProcess server_;
};

}  // namespace sluice::test
