#pragma once

#include <algorithm>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Decides when to ping and when the server counts as dead.
///
/// Any received frame counts as a pong. A ping is due after `activity` of silence in either
/// direction: some servers judge a client only by its own frames (channels-in-practice, section
/// 1.3). While the shell does not read, silence is no sign of death: the server still gets its
/// pings, and no deadline for a pong runs.
class Liveness {
 public:
  enum class Due { nothing, ping, dead };

  void start(Time now, Duration activity, Duration pong) noexcept {
    heard_ = sent_ = now;
    activity_ = activity;
    pong_ = pong;
    awaiting_pong_ = false;
    listening_ = true;
  }
  void listen(bool listening, Time now) noexcept {
    listening_ = listening;
    heard(now);
  }
  void heard(Time now) noexcept {
    heard_ = now;
    awaiting_pong_ = false;
  }
  void sent(Time now) noexcept { sent_ = now; }
  void pinged(Time now) noexcept { pinged(now, pong_); }
  /// The deadline of the pong is at most this far away.
  void pinged(Time now, Duration patience) noexcept {
    sent_ = now;
    pong_deadline_ = now + std::min(patience, pong_);
    awaiting_pong_ = true;
  }

  [[nodiscard]] Time deadline() const noexcept {
    if (!listening_) return sent_ + activity_;
    return awaiting_pong_ ? pong_deadline_ : std::min(heard_, sent_) + activity_;
  }
  [[nodiscard]] Due due(Time now) const noexcept {
    if (now < deadline()) return Due::nothing;
    return awaiting_pong_ && listening_ ? Due::dead : Due::ping;
  }

 private:
  Time heard_{};
  Time sent_{};
  Time pong_deadline_{};
  Duration activity_{};
  Duration pong_{};
  bool awaiting_pong_ = false;
  bool listening_ = true;
};

}  // namespace sluice::channels
