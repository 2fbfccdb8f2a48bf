#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace sluice::returns {

/// Shares channels out among the connections that may publish on them, so that each channel keeps
/// its connection, and with it its order. Immutable.
class ChannelShares {
 public:
  /// `channels` are those that each connection subscribes to, by its index.
  explicit ChannelShares(std::span<const std::vector<std::string>> channels);

  [[nodiscard]] bool subscribes(std::size_t connection, std::string_view channel) const;

  /// The one of `connections`, never empty, that has `channel`: by rendezvous hashing, so that it
  /// does not depend on their order, and a connection more takes over its own share only.
  [[nodiscard]] static std::size_t owner(std::span<const std::size_t> connections,
                                         std::string_view channel) noexcept;

  /// The same among those of `connections` that subscribe to it; where none does, among all: that
  /// connection knows why it cannot.
  [[nodiscard]] std::size_t subscriber(std::span<const std::size_t> connections,
                                       std::string_view channel) const;

 private:
  std::vector<std::unordered_set<std::string>> channels_;
};

}  // namespace sluice::returns
