#pragma once

#include <cstdint>

namespace sluice::channels {

/// A place in what the server writes to one socket.
struct Mark {
  std::uint64_t socket;
  std::uint64_t ping;
};

/// Knows how far a socket was read. The server answers every ping with a pong and writes in order:
/// whatever it wrote before it read the ping comes before the pong.
class Marks {
 public:
  /// A new socket.
  void open() noexcept {
    ++socket_;
    pings_ = pongs_ = 0;
  }
  void on_pinged() noexcept { ++pings_; }
  void on_pong() noexcept { ++pongs_; }

  /// Behind the last ping.
  [[nodiscard]] Mark last() const noexcept { return {socket_, pings_}; }
  [[nodiscard]] bool passed(const Mark& mark) const noexcept {
    return mark.socket != socket_ || pongs_ >= mark.ping;
  }

 private:
  std::uint64_t socket_ = 0;
  std::uint64_t pings_ = 0;
  std::uint64_t pongs_ = 0;
};

}  // namespace sluice::channels
