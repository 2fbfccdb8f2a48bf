#pragma once

#include <algorithm>
#include <chrono>
#include <source_location>
#include <stdexcept>
#include <string>

namespace sluice::test {

/// When a wait gives up, and the line of the test that waits. Every wait of the harness has one;
/// none of them sleeps.
struct Deadline : std::chrono::steady_clock::time_point {
  std::source_location caller;
};

/// As the default of a parameter it has the line of the call, too.
inline Deadline within(std::chrono::milliseconds span,
                       std::source_location caller = std::source_location::current()) {
  return {std::chrono::steady_clock::now() + span, caller};
}

/// The error of a wait that failed: GoogleTest itself does not say which line threw.
[[nodiscard]] inline std::runtime_error waiting_failed(const Deadline& deadline,
                                                       const std::string& why) {
  return std::runtime_error(std::string{deadline.caller.file_name()} + ":" +
                            std::to_string(deadline.caller.line()) + ": " + why);
}

/// Never negative, so that it fits poll(2) and its like.
inline std::chrono::milliseconds left_until(Deadline deadline) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds{0});
}

/// Long enough for a JVM on a machine whose cores are all busy.
constexpr std::chrono::seconds start_time{60};
/// Long enough for anything that takes milliseconds when nothing is wrong.
constexpr std::chrono::seconds answer_time{30};

}  // namespace sluice::test
