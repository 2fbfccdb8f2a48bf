#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/backoff.hpp"

namespace sluice::channels {

/// One thing that is asked for until it is had: a subscription, a sign-in, a key. Knows which try
/// an answer belongs to, until when an answer is awaited, and when the next try is due. The order
/// of the steps is its owner's.
class Attempt {
 public:
  /// Of the pauses between tries.
  Attempt(Duration initial, Duration max) : backoff_(initial, max) {}

  /// A new try on this socket: an answer to an earlier one is stale.
  void begin(std::string_view socket) {
    give_up();
    socket_ = socket;
  }
  /// Nothing is tried any more, and nothing is due.
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
  /// Nothing is awaited any more, and no further try is due.
  void settle() noexcept {
    awaiting_ = false;
    deadline_ = never;
  }
  /// The next try is due after the backoff's next pause, or after `at_least`.
  void try_later(Duration at_least, Random& random, Time now) {
    awaiting_ = false;
    deadline_ = now + std::max(at_least, backoff_.next(random));
  }
  /// It worked: the next pause is a short one again.
  void succeed() noexcept {
    settle();
    backoff_.reset();
  }

  /// Nobody reads answers for now: an answer that is awaited has no deadline.
  void pause() noexcept {
    if (awaiting_) deadline_ = never;
  }
  /// Answers are read again. What waits to be read comes first, so the whole time counts anew.
  void resume(Time now) noexcept {
    if (awaiting_) deadline_ = now + patience_;
  }

  [[nodiscard]] bool is_current(std::uint32_t generation, std::string_view socket) const noexcept {
    return generation == generation_ && socket == socket_ && !socket_.empty();
  }
  [[nodiscard]] std::uint32_t generation() const noexcept { return generation_; }
  /// Where the try was begun; empty when nothing is tried.
  [[nodiscard]] const std::string& socket() const noexcept { return socket_; }
  [[nodiscard]] bool awaiting() const noexcept { return awaiting_; }
  /// Since when an answer is awaited.
  [[nodiscard]] Time asked_at() const noexcept { return asked_at_; }
  /// Of the answer that is awaited, or of the next try.
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
