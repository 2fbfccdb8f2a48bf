#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace sluice::channels {

/// Tells which event of a cache channel is its last one, given again because we subscribed: the
/// first after the acknowledgement, unless the server says that it has none. That may be a live one
/// all the same, published at that very moment or where a server says nothing.
class CacheReplay {
 public:
  /// The channel was acknowledged: its last event comes next.
  void expect() noexcept { due_ = true; }
  /// It does not come: there is none, or the connection was lost.
  void give_up() noexcept { due_ = false; }
  /// Whether the event at hand is it.
  [[nodiscard]] bool take() noexcept { return std::exchange(due_, false); }

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

  bool due_ = false;
  std::optional<Print> last_;
};

}  // namespace sluice::channels
