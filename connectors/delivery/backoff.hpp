#pragma once

#include <algorithm>
#include <random>

#include "gateway/core/time.hpp"

namespace sluice::connectors {

/// How long to wait before the next attempt at a broker: exponential with full jitter, so that the
/// shards of many gateways do not return to a broker at the same moment.
class Backoff {
 public:
  Backoff(Duration initial, Duration max) : initial_(initial), max_(max), ceiling_(initial) {}

  [[nodiscard]] Duration next() {
    std::uniform_int_distribution<Duration::rep> wait(0, ceiling_.count());
    const Duration chosen{wait(random_)};
    ceiling_ = std::min(max_, ceiling_ * 2);
    return chosen;
  }

  /// The broker works: the next failure starts small again.
  void reset() noexcept { ceiling_ = initial_; }

 private:
  Duration initial_;
  Duration max_;
  Duration ceiling_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace sluice::connectors
