#pragma once

#include <random>

#include "gateway/core/time.hpp"

namespace sluice {

using Random = std::mt19937_64;

/// Exponential backoff with full jitter: the n-th delay is uniform in [0, initial * 2^n], capped.
/// Clients that lost their server at one moment thus come back spread out.
class Backoff {
 public:
  Backoff(Duration initial, Duration max) : initial_(initial), max_(max) {}

  [[nodiscard]] Duration next(Random& random);
  /// The same without jitter, for a client without others beside it.
  [[nodiscard]] Duration longest_next() noexcept;
  void reset() noexcept { attempts_ = 0; }

 private:
  Duration initial_;
  Duration max_;
  unsigned attempts_ = 0;
};

}  // namespace sluice
