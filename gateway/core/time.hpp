#pragma once

#include <chrono>

namespace sluice {

/// Monotonic time: every deadline and every measured interval. Pure code is told it, never asks for
/// it.
using Time = std::chrono::steady_clock::time_point;

/// A deadline that there is not.
inline constexpr Time never = Time::max();

/// Wall-clock time: only for what a person or another system will read.
using WallTime = std::chrono::system_clock::time_point;

using Duration = std::chrono::milliseconds;

/// When something happened: for deadlines, and for what people read.
struct Moment {
  Time time;
  WallTime wall;
};

}  // namespace sluice
