#pragma once

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Notices that the machine slept: the monotonic clock stands still during a sleep, so no deadline
/// comes nearer, while the wall clock continues. Setting the wall clock forward looks the same and
/// does no harm; setting it back has no effect.
class SleepWatch {
 public:
  /// Whether the machine slept since the last call.
  [[nodiscard]] bool slept(Moment now) noexcept {
    const auto awake = now.time - last_.time;
    const auto passed = now.wall - last_.wall;
    const bool first = last_.time == Time{};
    last_ = now;
    return !first && passed - awake >= sleep_at_least;
  }

 private:
  /// Larger than the corrections of a running clock.
  static constexpr Duration sleep_at_least{5'000};

  Moment last_{};
};

}  // namespace sluice::channels
