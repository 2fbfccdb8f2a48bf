#pragma once

#include <chrono>

namespace sluice {

/// Monotonic time, for every deadline and every measured interval. Pure code receives it as an
/// argument and never reads a clock.
using Time = std::chrono::steady_clock::time_point;

/// The deadline that never comes.
inline constexpr Time never = Time::max();

/// Wall-clock time, only for people and other systems.
using WallTime = std::chrono::system_clock::time_point;

using Duration = std::chrono::milliseconds;

/// A moment on both clocks: for deadlines, and for people.
struct Moment {
  Time time;
  WallTime wall;
};

}  // namespace sluice
