#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// A bucket of `size` tokens. Each token comes back one `period` after it was taken, so no period
/// sees more than `size` tokens taken. (A bucket that refills steadily gives out nearly twice as
/// many in its first period, and servers count per period.)
class TokenBucket {
 public:
  TokenBucket(std::size_t size, Time::duration period)
      : size_(std::max<std::size_t>(size, 1)), period_(period) {}

  /// False when no token is left.
  [[nodiscard]] bool take(Time now) {
    while (!taken_.empty() && taken_.front() + period_ <= now) taken_.pop_front();
    if (taken_.size() >= size_) return false;
    taken_.push_back(now);
    return true;
  }
  /// Takes all tokens now.
  void drain(Time now) { taken_.assign(size_, now); }
  /// Tokens that were taken stay taken.
  void resize(std::size_t size, Time::duration period) {
    size_ = std::max<std::size_t>(size, 1);
    period_ = period;
  }

  /// The time at which a token is available.
  [[nodiscard]] Time ready_at() const noexcept {
    return taken_.size() < size_ ? Time::min() : taken_[taken_.size() - size_] + period_;
  }

 private:
  std::size_t size_;
  Time::duration period_;
  std::deque<Time> taken_;  ///< the times at which tokens were taken, oldest first
};

}  // namespace sluice::channels
