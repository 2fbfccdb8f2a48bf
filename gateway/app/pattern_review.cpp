#include "gateway/app/pattern_review.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/did_you_mean.hpp"
#include "config/problem.hpp"
#include "gateway/text/glob.hpp"

namespace sluice::app {
namespace {

std::vector<std::string_view> channels_of(const config::Gateway& config,
                                          const std::string& connection) {
  std::vector<std::string_view> channels;
  for (const config::Connection& each : config.connections) {
    if (!connection.empty() && each.name != connection) continue;
    channels.insert(channels.end(), each.channels.begin(), each.channels.end());
  }
  return channels;
}

/// A pattern with `#` is never idle: servers have channels of their own with `#`, for example that
/// of a signed-in user.
bool is_idle(const std::string& pattern, const std::vector<std::string_view>& channels) {
  return !pattern.starts_with('#') && !text::glob_matches_everything(pattern) &&
         std::ranges::none_of(channels, [&](std::string_view channel) {
           return text::glob_matches(pattern, channel);
         });
}

}  // namespace

std::vector<config::Remark> find_idle_patterns(const config::Gateway& config) {
  std::vector<config::Remark> remarks;
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    const config::Match& match = config.routes[i].match;
    const auto channels = channels_of(config, match.connection);
    const auto judge = [&](std::string_view field, const std::vector<std::string>& patterns) {
      for (const std::string& pattern : patterns) {
        if (!is_idle(pattern, channels)) continue;
        remarks.push_back({"routes", i, field,
                           fmt::format("{} matches no channel of {}{}", config::quoted(pattern),
                                       match.connection.empty() ? "any connection"
                                                                : config::quoted(match.connection),
                                       config::did_you_mean(pattern, channels))});
      }
    };
    judge("match.channel", match.channel);
    judge("match.not.channel", match.excluded.channel);
  }
  return remarks;
}

}  // namespace sluice::app
