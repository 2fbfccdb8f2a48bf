#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/server_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {

struct PrometheusSettings {
  std::vector<std::string> targets;  ///< host:port, scraped five times a second
  std::filesystem::path rules{};     ///< a rule file, evaluated every second
};

/// A Prometheus of one test's own on 127.0.0.1, started by the constructor.
class Prometheus {
 public:
  explicit Prometheus(const PrometheusSettings& settings);

  /// What a PromQL expression comes to now: the series with their values. Throws what the server
  /// says when the expression is wrong.
  [[nodiscard]] nlohmann::json query(const std::string& expression) const;

  /// The same as soon as there is a series whose value is a number; empty when none was in time.
  [[nodiscard]] nlohmann::json wait_numbers(const std::string& expression,
                                            Deadline deadline = within(answer_time));

  /// Every rule it has read, once each was evaluated: with its health and last error.
  [[nodiscard]] nlohmann::json wait_evaluated(Deadline deadline = within(answer_time));

  /// Why there is none on this machine, or no promtool; empty when there are both.
  [[nodiscard]] static std::string unavailable();

 private:
  template <class Condition>
  [[nodiscard]] bool holds_before(Deadline deadline, Condition condition);
  /// The `data` of an answer of its HTTP API.
  [[nodiscard]] nlohmann::json ask(const std::string& path) const;

  TemporaryFolder folder_;
  std::uint16_t port_;
  ServerProcess server_;
};

}  // namespace sluice::test
