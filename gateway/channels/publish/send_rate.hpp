#pragma once

#include <cstddef>

#include "gateway/channels/publish/token_bucket.hpp"

namespace sluice::channels {

/// How fast client events leave: as fast as is configured, until the server refuses some. Then half
/// as fast, and faster again step by step while none is refused, so that a rate that is configured
/// too high settles near what the server takes.
class SendRate {
 public:
  /// `rate` events a second, `burst` of them at once.
  SendRate(double rate, std::size_t burst);

  /// False when none may leave now.
  [[nodiscard]] bool take(Time now);
  /// From when on one may.
  [[nodiscard]] Time ready_at() const noexcept { return bucket_.ready_at(); }
  /// The server has refused what left. For a while nothing does, and then half as much, down to an
  /// eighth of what is configured.
  void slow_down(Time now);

 private:
  void recover(Time now);
  void fit();

  static constexpr unsigned full = 8;

  double rate_;
  std::size_t burst_;
  unsigned eighths_ = full;  ///< of the configured rate
  Time changed_at_ = Time::min();
  TokenBucket bucket_;
};

}  // namespace sluice::channels
