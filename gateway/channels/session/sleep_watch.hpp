#pragma once

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Notices that the machine slept: the monotonic clock stands still then, and no deadline comes
/// nearer, while the wall clock goes on. Setting the wall clock forward looks the same, and does
/// no harm; setting it back is nothing.
class SleepWatch {
 public:
  /// Whether there was a sleep since the last time it was asked.
  [[nodiscard]] bool slept(Moment now) noexcept {
    const auto awake = now.time - last_.time;
    const auto passed = now.wall - last_.wall;
    const bool first = last_.time == Time{};
    last_ = now;
    return !first && passed - awake >= sleep_at_least;
  }

 private:
  /// More than clocks are corrected by while they run.
  static constexpr Duration sleep_at_least{5'000};

  Moment last_{};
};

}  // namespace sluice::channels
