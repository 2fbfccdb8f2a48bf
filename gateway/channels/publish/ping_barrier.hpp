#pragma once

#include <cstddef>
#include <deque>

namespace sluice::channels {

/// Knows how many of the written events the server has read. The server answers every ping with a
/// pong and handles the messages of a connection in order. A pong therefore proves that the server
/// has read all messages before the ping, and has sent its refusals of them.
class PingBarrier {
 public:
  /// A new socket.
  void reset() { *this = {}; }
  void wrote() noexcept {
    ++unconfirmed_;
    since_ping_ = true;
  }
  /// Any ping counts, for any purpose.
  void pinged() {
    pings_.push_back(unconfirmed_);
    since_ping_ = false;
  }
  /// The number of further events that the server has read, from the oldest on.
  [[nodiscard]] std::size_t pong() {
    if (pings_.empty()) return 0;
    const auto read = pings_.front();
    pings_.pop_front();
    for (auto& before : pings_) before -= read;
    unconfirmed_ -= read;
    return read;
  }
  /// The written events need no confirmation any more.
  void forget() {
    for (auto& before : pings_) before = 0;
    unconfirmed_ = 0;
  }

  /// The number of written events that the server may not have read.
  [[nodiscard]] std::size_t unconfirmed() const noexcept { return unconfirmed_; }
  /// Whether a ping would confirm more than the pings under way. One at a time is enough.
  [[nodiscard]] bool wants_ping() const noexcept { return since_ping_ && pings_.empty(); }
  /// Whether every answer of the server to the written events, forgotten ones included, has come.
  [[nodiscard]] bool is_clear() const noexcept { return !since_ping_ && pings_.empty(); }

 private:
  std::deque<std::size_t> pings_;  ///< unanswered; each with the number of unconfirmed events
                                   ///< before it
  std::size_t unconfirmed_ = 0;
  bool since_ping_ = false;  ///< an event was written after the last ping
};

}  // namespace sluice::channels
