#pragma once

#include <chrono>

#include "gateway/core/time.hpp"

namespace sluice::test {

/// The moment at which the monotonic clock shows `time`: the wall clock has moved as far.
[[nodiscard]] inline Moment moved_to(Time time, Moment now) {
  return {time, now.wall + std::chrono::duration_cast<WallTime::duration>(time - now.time)};
}

}  // namespace sluice::test
