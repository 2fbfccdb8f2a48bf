#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::relay {

/// The channels of a route: those that match some patterns, except those that match others.
struct ChannelPatterns {
  std::vector<std::string> globs{};     ///< at least one must match; empty: any channel
  std::vector<std::string> excluded{};  ///< none of them may match

  [[nodiscard]] bool take(std::string_view channel) const noexcept;
  /// Whether the patterns match at most one channel.
  [[nodiscard]] bool name_one_channel() const noexcept;
};

}  // namespace sluice::relay
