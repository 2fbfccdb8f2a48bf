#pragma once

#include <csignal>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tests/support/arrivals.hpp"
#include "tests/support/kafka_broker.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/stage.hpp"

namespace sluice::test {

/// Where the records of a scenario arrive, and the account of what arrived there.
class Destination {
 public:
  virtual ~Destination() = default;

  /// Gives the stage the sink `out` and a route to it. `more` are further keys of the sink.
  virtual void configure(Stage& stage, const std::string& more) = 0;

  /// All that came, in its order, repetitions included. The gateway has ended, and nothing comes
  /// after this.
  [[nodiscard]] virtual Arrivals arrivals() = 0;
};

/// A broker that is a process.
class BrokerDestination : public Destination {
 public:
  /// Until thaw() the broker does nothing and its connections stay.
  void freeze() { process().signal(SIGSTOP); }
  void thaw() { process().signal(SIGCONT); }
  virtual void kill() = 0;
  /// After kill(), with what the broker had written.
  virtual void start() = 0;

 private:
  [[nodiscard]] virtual Process& process() = 0;
};

/// A Mosquitto of its own. Its log is the account, so that no subscriber is needed.
class MqttDestination final : public BrokerDestination {
 public:
  explicit MqttDestination(const MosquittoSettings& settings = {}) : broker_(settings) {}

  void configure(Stage& stage, const std::string& more) override;
  void kill() override;
  void start() override { broker_.start(); }
  [[nodiscard]] Arrivals arrivals() override;

  [[nodiscard]] std::uint16_t port() const { return broker_.port(); }
  [[nodiscard]] std::string url() const { return broker_.url(); }
  /// Gateways reach it by this port, a cable's.
  void reach_by(std::uint16_t port) { cable_ = port; }

  /// The topic of an event's record.
  [[nodiscard]] static std::string topic_of(const std::string& channel, int number) {
    return "out/" + channel + '/' + std::to_string(number);
  }

 private:
  [[nodiscard]] Process& process() override { return broker_.process(); }

  Mosquitto broker_;
  std::optional<std::uint16_t> cable_;
  Arrivals earlier_;  ///< before kill()
};

/// A topic of its own, of a Kafka that outlives the scenario.
class KafkaDestination final : public BrokerDestination {
 public:
  /// `configs` as Kafka names a topic's.
  KafkaDestination(KafkaBroker& broker, std::string topic,
                   const std::map<std::string, std::string>& configs = {});

  void configure(Stage& stage, const std::string& more) override;
  void kill() override { broker_.kill(); }
  void start() override { broker_.start(); }
  [[nodiscard]] Arrivals arrivals() override;

 private:
  [[nodiscard]] Process& process() override { return broker_.process(); }

  KafkaBroker& broker_;
  std::string topic_;
};

}  // namespace sluice::test
