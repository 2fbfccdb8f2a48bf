#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

namespace sluice::net {

/// Wakes one coroutine on the same thread. A raise() before the wait is not lost; two raise() calls
/// wake it once.
class Wakeup {
 public:
  explicit Wakeup(boost::asio::io_context& io)
      : timer_(io, boost::asio::steady_timer::time_point::max()) {}

  void raise() {
    raised_ = true;
    timer_.cancel();
  }
  void clear() noexcept { raised_ = false; }
  /// True when raise() was called since the last wait.
  [[nodiscard]] bool raised() const noexcept { return raised_; }

  /// Returns at once if raise() was called since the last wait.
  boost::asio::awaitable<void> wait();

 private:
  boost::asio::steady_timer timer_;
  bool raised_ = false;
};

}  // namespace sluice::net
