#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Recognises the event of a cache channel that is its last one, given again because we subscribed:
/// the first within seconds after the acknowledgement, unless the server reports that it has none.
/// A live event that comes at that very moment looks the same.
///
/// `now` is the time as far as the shell has read: what waits unread is not late.
class CacheReplay {
 public:
  /// The channel was acknowledged: its last event comes next.
  void expect(Time now) noexcept { due_until_ = now + patience; }
  /// It does not come: there is none, or the connection was lost.
  void give_up() noexcept { due_until_ = Time::min(); }
  /// Whether the event at hand is it.
  [[nodiscard]] bool take(Time now) noexcept {
    return now < std::exchange(due_until_, Time::min());
  }

  /// Remembers the event at hand, over reconnects too; true when the one before it was the same.
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

  /// Servers send it right behind the acknowledgement; a server across the world may stall between.
  static constexpr Duration patience{5'000};

  Time due_until_ = Time::min();
  std::optional<Print> last_;
};

}  // namespace sluice::channels
