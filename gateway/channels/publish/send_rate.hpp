#pragma once

#include <cstddef>

#include "gateway/channels/publish/token_bucket.hpp"

namespace sluice::channels {

/// The rate at which client events leave: the configured rate until the server refuses some. Then
/// it is halved, and rises again step by step without refusals. A rate that is configured too high
/// thus settles near the server's limit.
class SendRate {
 public:
  /// `rate` events per second, `burst` of them at once.
  SendRate(double rate, std::size_t burst);

  /// False when no event may leave now.
  [[nodiscard]] bool take(Time now);
  /// The time at which the next event may leave.
  [[nodiscard]] Time ready_at() const noexcept { return bucket_.ready_at(); }
  /// The server refused events. None leaves for a while; then the rate is half of the present one,
  /// at least an eighth of the configured one.
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
