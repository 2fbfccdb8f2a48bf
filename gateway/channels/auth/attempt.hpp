#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/backoff.hpp"

namespace sluice::channels {

/// The times of the attempts at a subscription or a sign-in.
struct AttemptTimes {
  Duration acknowledge_timeout{};  ///< of the configuration
  Duration retry_initial{1'000};
  Duration retry_max{60'000};
  Duration refused_retry{60'000};  ///< after a permanent refusal
};

/// The attempts at one goal: a subscription, a sign-in or a key. Knows the attempt that an answer
/// belongs to, the deadline of an awaited answer, and the time of the next attempt. The owner
/// decides the order of the steps.
class Attempt {
 public:
  /// The limits of the pauses between attempts.
  Attempt(Duration initial, Duration max) : backoff_(initial, max) {}

  /// Begins an attempt on this socket: an answer to an earlier one becomes stale.
  void begin(std::string_view socket) {
    give_up();
    socket_ = socket;
  }
  /// Ends the attempt; nothing is due.
  void give_up() {
    ++generation_;
    socket_.clear();
    settle();
  }

  /// An answer has to come within this time.
  void await(Time now, Duration patience) noexcept {
    asked_at_ = now;
    patience_ = patience;
    awaiting_ = true;
    deadline_ = now + patience;
  }
  /// No answer is awaited, and no further attempt is due.
  void settle() noexcept {
    awaiting_ = false;
    deadline_ = never;
  }
  /// Schedules the next attempt after the backoff's next pause, or after `at_least`, if that is
  /// longer.
  void try_later(Duration at_least, Random& random, Time now) {
    awaiting_ = false;
    deadline_ = now + std::max(at_least, backoff_.next(random));
  }
  /// The attempt succeeded: the next pause is a short one again.
  void succeed() noexcept {
    settle();
    backoff_.reset();
  }

  /// The shell reads nothing for now: an awaited answer has no deadline.
  void pause() noexcept {
    if (awaiting_) deadline_ = never;
  }
  /// The shell reads again. The messages in the queue come first, so the whole patience begins
  /// anew.
  void resume(Time now) noexcept {
    if (awaiting_) deadline_ = now + patience_;
  }

  [[nodiscard]] bool is_current(std::uint32_t generation, std::string_view socket) const noexcept {
    return generation == generation_ && socket == socket_ && !socket_.empty();
  }
  [[nodiscard]] std::uint32_t generation() const noexcept { return generation_; }
  /// The socket of the attempt; empty when there is none.
  [[nodiscard]] const std::string& socket() const noexcept { return socket_; }
  [[nodiscard]] bool awaiting() const noexcept { return awaiting_; }
  /// The time at which the awaited answer was asked for.
  [[nodiscard]] Time asked_at() const noexcept { return asked_at_; }
  /// The deadline of the awaited answer, or the time of the next attempt.
  [[nodiscard]] Time deadline() const noexcept { return deadline_; }
  [[nodiscard]] Backoff& backoff() noexcept { return backoff_; }

 private:
  std::uint32_t generation_ = 0;
  bool awaiting_ = false;
  std::string socket_;
  Time deadline_ = never;
  Time asked_at_{};
  Duration patience_{};
  Backoff backoff_;
};

}  // namespace sluice::channels
