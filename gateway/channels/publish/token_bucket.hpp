#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// A bucket of `size` tokens, each of which comes back one `period` after it was taken: in no
/// period are more taken than there are. (A bucket that refills steadily gives out nearly twice as
/// many in its first period, and it is by the period that servers count.)
class TokenBucket {
 public:
  TokenBucket(std::size_t size, Time::duration period)
      : size_(std::max<std::size_t>(size, 1)), period_(period) {}

  /// False when there is none.
  [[nodiscard]] bool take(Time now) {
    while (!taken_.empty() && taken_.front() + period_ <= now) taken_.pop_front();
    if (taken_.size() >= size_) return false;
    taken_.push_back(now);
    return true;
  }
  /// Every token is as if taken now.
  void drain(Time now) { taken_.assign(size_, now); }
  /// What was taken stays taken.
  void resize(std::size_t size, Time::duration period) {
    size_ = std::max<std::size_t>(size, 1);
    period_ = period;
  }

  /// From when on there is one.
  [[nodiscard]] Time ready_at() const noexcept {
    return taken_.size() < size_ ? Time::min() : taken_[taken_.size() - size_] + period_;
  }

 private:
  std::size_t size_;
  Time::duration period_;
  std::deque<Time> taken_;  ///< when, oldest first
};

}  // namespace sluice::channels
