#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::relay {

/// Which channels a route takes: those of some patterns, but for those of others.
struct ChannelPatterns {
  std::vector<std::string> globs{};     ///< one of them has to match; empty: any channel
  std::vector<std::string> excluded{};  ///< none of them may match

  [[nodiscard]] bool take(std::string_view channel) const noexcept;
  /// Whether no more than one channel can be taken.
  [[nodiscard]] bool name_one_channel() const noexcept;
};

}  // namespace sluice::relay
