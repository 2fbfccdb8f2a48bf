#pragma once

#include <algorithm>
#include <chrono>

namespace sluice::test {

/// When a wait gives up. Every wait of the harness has one; none of them sleeps.
using Deadline = std::chrono::steady_clock::time_point;

inline Deadline within(std::chrono::milliseconds span) {
  return std::chrono::steady_clock::now() + span;
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
