#pragma once

#include <algorithm>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Spreads the connects of many connections to one server. A fleet that lost its server comes back
/// smoothly, and below the limit that the server has for one address. Each interval has one place;
/// places are given out in the order of the requests.
class ConnectPace {
 public:
  /// Zero: no pace; every connect may begin at once.
  explicit ConnectPace(Time::duration interval) noexcept : interval_(interval) {}

  /// Takes the next place and returns the time at which the connect may begin.
  [[nodiscard]] Time reserve(Time now) noexcept {
    const Time place = std::max(now, next_);
    next_ = place + interval_;
    return place;
  }

 private:
  Time::duration interval_;
  Time next_ = Time::min();
};

}  // namespace sluice::channels
