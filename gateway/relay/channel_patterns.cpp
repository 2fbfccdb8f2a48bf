#include "gateway/relay/channel_patterns.hpp"

#include <algorithm>

#include "gateway/text/glob.hpp"

namespace sluice::relay {

bool ChannelPatterns::take(std::string_view channel) const noexcept {
  const auto matches = [&](const std::string& glob) { return text::glob_matches(glob, channel); };
  const auto takes_all = [](const std::string& glob) {
    return text::glob_matches_everything(glob);
  };
  return (globs.empty() || std::ranges::any_of(globs, takes_all) ||
          std::ranges::any_of(globs, matches)) &&
         std::ranges::none_of(excluded, matches);
}

bool ChannelPatterns::name_one_channel() const noexcept {
  return globs.size() == 1 && text::glob_is_literal(globs.front());
}

}  // namespace sluice::relay
