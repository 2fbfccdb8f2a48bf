#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/trial.hpp"

namespace sluice::test {

/// The brokers of a run of the program.
class Brokers {
 public:
  /// An empty topic of the one Kafka, which starts when it is first named.
  [[nodiscard]] KafkaDestination kafka(const std::map<std::string, std::string>& configs = {}) {
    return {kafka_ ? *kafka_ : kafka_.emplace(), "out-" + std::to_string(++topics_), configs};
  }

 private:
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
                                            std::function<Verdict(Destination&)> run);

// A file each.
[[nodiscard]] std::vector<Scenario> kill_scenarios();
[[nodiscard]] std::vector<Scenario> stop_scenarios();
[[nodiscard]] std::vector<Scenario> frozen_scenarios();
[[nodiscard]] std::vector<Scenario> outage_scenarios();
[[nodiscard]] std::vector<Scenario> silent_drop_scenarios();
[[nodiscard]] std::vector<Scenario> damaged_journal_scenarios();
[[nodiscard]] std::vector<Scenario> full_disk_scenarios();
[[nodiscard]] std::vector<Scenario> poison_scenarios();
[[nodiscard]] std::vector<Scenario> connection_lost_scenarios();
[[nodiscard]] std::vector<Scenario> slices_scenarios();
[[nodiscard]] std::vector<Scenario> backlog_scenarios();

}  // namespace sluice::test
