#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tests/support/process.hpp"

namespace sluice::test {

/// One Node process that runs the official Channels packages and the MQTT client for a test.
/// Publisher, Member, the endpoints and MqttListener live in it and must not outlive it.
/// Used from one thread.
class Driver {
 public:
  /// With a CA file everything in it trusts that authority as well.
  explicit Driver(const std::filesystem::path& ca_file = {});

  /// Carries out one operation of node/*.cjs and returns its result. Throws std::runtime_error
  /// with what the operation says went wrong. The operation learns the deadline as `timeout`.
  nlohmann::json call(std::string_view operation, nlohmann::json arguments, Deadline deadline);

  /// At least `count` items after the first `from` of a recording operation; throws with what
  /// there is when they are not there before the deadline.
  nlohmann::json items(std::string_view operation, const std::string& id, std::size_t from,
                       std::size_t count, Deadline deadline);

  /// A name nobody else in this driver has.
  std::string next_name(std::string_view kind);

  /// Why there is none on this machine; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  Process process_;
  std::size_t calls_ = 0;
  std::size_t names_ = 0;
  std::size_t line_ = 0;
};

}  // namespace sluice::test
