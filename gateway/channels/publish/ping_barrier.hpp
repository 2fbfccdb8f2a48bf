#pragma once

#include <cstddef>
#include <deque>

namespace sluice::channels {

/// Tells which of the events written to a server it has read. It answers every ping with a pong and
/// handles a connection's messages in their order: with the pong it has read all that was written
/// before the ping, and has refused what it refuses of that.
class PingBarrier {
 public:
  /// A new socket.
  void reset() { *this = {}; }
  void wrote() noexcept {
    ++unconfirmed_;
    since_ping_ = true;
  }
  /// Any ping serves, whatever it was sent for.
  void pinged() {
    pings_.push_back(unconfirmed_);
    since_ping_ = false;
  }
  /// How many more of the events written have been read, from the oldest on.
  [[nodiscard]] std::size_t pong() {
    if (pings_.empty()) return 0;
    const auto read = pings_.front();
    pings_.pop_front();
    for (auto& before : pings_) before -= read;
    unconfirmed_ -= read;
    return read;
  }
  /// What was written is not to be confirmed any more.
  void forget() {
    for (auto& before : pings_) before = 0;
    unconfirmed_ = 0;
  }

  /// How many of the events written are not known to be read.
  [[nodiscard]] std::size_t unconfirmed() const noexcept { return unconfirmed_; }
  /// A ping would tell more than those under way. One at a time is enough.
  [[nodiscard]] bool wants_ping() const noexcept { return since_ping_ && pings_.empty(); }
  /// Whatever the server has to say of what was written, forgotten or not, has come.
  [[nodiscard]] bool is_clear() const noexcept { return !since_ping_ && pings_.empty(); }

 private:
  std::deque<std::size_t> pings_;  ///< unanswered: how many unconfirmed events were written before
  std::size_t unconfirmed_ = 0;
  bool since_ping_ = false;  ///< something was written after the last ping
};

}  // namespace sluice::channels
