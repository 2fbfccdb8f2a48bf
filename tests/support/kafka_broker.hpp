#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/server_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

/// A second port of a broker, whose clients are told the port of somebody in front of it.
struct KafkaEntrance {
  std::uint16_t port = 0;
  std::uint16_t advertised_port = 0;
};

struct KafkaSettings {
  std::uint16_t port = 0;             ///< its own; 0: any free one
  std::uint16_t advertised_port = 0;  ///< the one that clients are told, a cable's; 0: its own
  bool guarded = false;               ///< topics may be used as kafka_admin.hpp's allow() says
  std::optional<KafkaEntrance> entrance{};
};

/// An Apache Kafka of one test's own on 127.0.0.1: KRaft, one node, started by the constructor.
/// Data survives stop() and start(). Topics are not created by their mere use, see kafka_admin.hpp.
class KafkaBroker {
 public:
  explicit KafkaBroker(const KafkaSettings& settings = {});

  void start() { server_.start(); }
  void stop() { server_.stop(); }
  void kill() { server_.kill(); }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// 127.0.0.1:PORT, that clients are told
  [[nodiscard]] std::string address() const;
  [[nodiscard]] Process& process() { return server_.process(); }

  /// Why there is none on this machine; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  TemporaryFolder folder_;
  std::uint16_t port_;
  std::uint16_t advertised_port_;
  std::uint16_t controller_port_;
  ServerProcess server_;
};

}  // namespace sluice::test
