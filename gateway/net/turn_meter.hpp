#pragma once

#include <chrono>

#include "gateway/core/time.hpp"
#include "gateway/net/shard_probe.hpp"

namespace sluice::net {

/// A turn must not use more: everything else on the shard waits for it.
inline constexpr std::chrono::milliseconds long_turn{20};

/// Measures the processor time of a loop's turns. A reading is a system call, which costs more than
/// a short turn does: the meter takes one when a millisecond has passed since the last one. Hence
/// every long turn is measured, and at most a millisecond of short turns is added to it. The time
/// on the clock would also count the work of other processes.
class TurnMeter {
 public:
  /// `now` and the thread's processor time, before the first turn.
  TurnMeter(ShardProbe& probe, Time now, std::chrono::nanoseconds used)
      : probe_(probe), measured_(now), used_(used) {}

  /// Whether a turn that ends now is to be measured.
  [[nodiscard]] bool is_due(Time now) const noexcept { return now - measured_ >= interval; }

  void measure(Time now, std::chrono::nanoseconds used) noexcept {
    const std::chrono::nanoseconds turn = used - used_;
    if (turn.count() > probe_.longest_turn.value()) probe_.longest_turn.set(turn.count());
    if (turn > long_turn) probe_.long_turns.add();
    measured_ = now;
    used_ = used;
  }

 private:
  static constexpr std::chrono::milliseconds interval{1};

  ShardProbe& probe_;
  Time measured_;
  std::chrono::nanoseconds used_;
};

}  // namespace sluice::net
