#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/trial.hpp"

namespace sluice::test {

/// The brokers of a run of the program, and how long one that is away stays away where the scenario
/// leaves that open.
class Brokers {
 public:
  explicit Brokers(std::chrono::seconds outage) : outage_(outage) {}

  [[nodiscard]] std::chrono::seconds outage() const { return outage_; }
  /// An empty topic of the one Kafka, which starts when it is first named.
  [[nodiscard]] KafkaDestination kafka(const std::map<std::string, std::string>& configs = {}) {
    return {kafka_ ? *kafka_ : kafka_.emplace(), "out-" + std::to_string(++topics_), configs};
  }

 private:
  std::chrono::seconds outage_;
  std::optional<KafkaBroker> kafka_;
  int topics_ = 0;
};

/// A fault, tried with one broker.
struct Scenario {
  std::string name;
  std::string broker;
  std::string missing;  ///< why it cannot be tried on this machine; empty when it can
  std::function<Verdict(Brokers&)> run;
};

/// The same with a Mosquitto and with Kafka.
[[nodiscard]] std::vector<Scenario> on_both(const std::string& name,
                                            std::function<Verdict(BrokerDestination&)> run);

/// Further keys of the sink, by its type.
struct SinkKeys {
  std::string mqtt;
  std::string kafka;
};

/// The same; `run` gets the keys for its broker.
[[nodiscard]] std::vector<Scenario> on_both(
    const std::string& name, const SinkKeys& keys,
    std::function<Verdict(BrokerDestination&, const std::string& keys)> run);

/// The same with a cable between the gateway and each broker.
[[nodiscard]] std::vector<Scenario> on_both_by_cable(const std::string& name, const SinkKeys& keys,
                                                     std::function<Verdict(Cable&, Trial&)> run);

// A file each.
[[nodiscard]] std::vector<Scenario> kill_scenarios();
[[nodiscard]] std::vector<Scenario> stop_scenarios();
[[nodiscard]] std::vector<Scenario> frozen_scenarios();
[[nodiscard]] std::vector<Scenario> outage_scenarios();
[[nodiscard]] std::vector<Scenario> silent_drop_scenarios();
[[nodiscard]] std::vector<Scenario> bad_way_scenarios();
[[nodiscard]] std::vector<Scenario> takes_nothing_scenarios();
[[nodiscard]] std::vector<Scenario> leader_scenarios();
[[nodiscard]] std::vector<Scenario> faulty_disk_scenarios();
[[nodiscard]] std::vector<Scenario> receive_maximum_scenarios();
[[nodiscard]] std::vector<Scenario> taken_over_scenarios();
[[nodiscard]] std::vector<Scenario> two_gateways_scenarios();
[[nodiscard]] std::vector<Scenario> clock_jump_scenarios();
[[nodiscard]] std::vector<Scenario> limit_scenarios();
[[nodiscard]] std::vector<Scenario> damaged_journal_scenarios();
[[nodiscard]] std::vector<Scenario> full_disk_scenarios();
[[nodiscard]] std::vector<Scenario> poison_scenarios();
[[nodiscard]] std::vector<Scenario> connection_lost_scenarios();
[[nodiscard]] std::vector<Scenario> slices_scenarios();
[[nodiscard]] std::vector<Scenario> backlog_scenarios();
[[nodiscard]] std::vector<Scenario> reload_scenarios();
[[nodiscard]] std::vector<Scenario> takeover_scenarios();
[[nodiscard]] std::vector<Scenario> changed_in_outage_scenarios();

}  // namespace sluice::test
