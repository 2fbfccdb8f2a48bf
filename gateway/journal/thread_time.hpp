#pragma once

#include <chrono>

#include "gateway/core/time.hpp"

// What the threads of journals have in common about time.
namespace sluice::journal {

/// Records that are settled less than this before a crash may come twice.
inline constexpr Duration checkpoint_interval{100};

[[nodiscard]] inline Time now() noexcept {
  return std::chrono::steady_clock::now();
}

}  // namespace sluice::journal
