#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Recognises the replay of a cache channel: its last event, which the server sends again because
/// we subscribed. The replay is the first event within seconds after the acknowledgement, unless
/// the server reports that it has none. A live event at that very moment looks the same.
///
/// `now` is the time up to which the shell has read: an event that waits unread is not late.
class CacheReplay {
 public:
  /// The server acknowledged the subscription: the replay comes next.
  void expect(Time now) noexcept { due_until_ = now + patience; }
  /// No replay comes: the server has none, or the connection was lost.
  void give_up() noexcept { due_until_ = Time::min(); }
  /// Whether the event at hand is the replay.
  [[nodiscard]] bool take(Time now) noexcept {
    return now < std::exchange(due_until_, Time::min());
  }

  /// Remembers the event at hand, across reconnects too; true when the event before it was the
  /// same.
  [[nodiscard]] bool repeats(std::string_view name, std::string_view data) noexcept {
    constexpr std::hash<std::string_view> hash;
    const Print print{hash(name), hash(data), data.size()};
    const bool same = last_ == print;
    last_ = print;
    return same;
  }

 private:
  struct Print {
    std::size_t name;
    std::size_t data;
    std::size_t data_size;
    bool operator==(const Print&) const = default;
  };

  /// Servers send the replay right behind the acknowledgement; a distant server may stall between
  /// the two.
  static constexpr Duration patience{5'000};

  Time due_until_ = Time::min();
  std::optional<Print> last_;
};

}  // namespace sluice::channels
