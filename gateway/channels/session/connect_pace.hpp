#pragma once

#include <algorithm>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Spreads the connects of many connections to one server, so that a fleet that lost it comes back
/// smoothly, and below what the server takes from one address. One place in each interval; places
/// are taken in the order in which they are asked for.
class ConnectPace {
 public:
  /// Zero: no pace; every connect may begin at once.
  explicit ConnectPace(Time::duration interval) noexcept : interval_(interval) {}

  /// Takes the next place: from when on the connect may begin.
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
