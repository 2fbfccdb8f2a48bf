#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "gateway/core/time.hpp"

namespace sluice::tap {

/// What one tap may have of a second.
struct TapLimits {
  std::size_t items = 1000;
  std::size_t bytes = std::size_t{1} << 20;
};

/// Counts what a tap takes in each second. Once something had no room in it, nothing has until
/// the next: what is passed over costs nothing then. It reads no clock: who empties the tap says
/// what time it is.
class TapBudget {
 public:
  [[nodiscard]] bool is_spent() const noexcept { return left_.items == 0; }

  /// Whether there is room for one more item of this size.
  [[nodiscard]] bool take(std::size_t bytes) noexcept {
    if (is_spent()) return false;
    if (bytes > left_.bytes) {
      left_.items = 0;
      return false;
    }
    --left_.items;
    left_.bytes -= bytes;
    return true;
  }

  /// Must be called often: a second is over when this is called after its end.
  void renew(Time now) noexcept {
    if (now < until_) return;
    left_ = {};
    until_ = now + std::chrono::seconds{1};
  }

 private:
  TapLimits left_;
  Time until_{};
};

}  // namespace sluice::tap
