#include "connectors/mqtt/mqtt_topics.hpp"

#include <algorithm>
#include <cstddef>

#include "connectors/mqtt/mqtt_text.hpp"

namespace sluice::connectors {
namespace {

constexpr std::string_view share = "$share/";
/// Wildcards of a glob: any text, and any text of one level. No topic contains the second.
constexpr char any_text = '*';
constexpr char any_level = '+';

/// Mosquitto closes the connection for more. Nobody needs so many, and peers may ask for them.
constexpr std::ptrdiff_t separators_max = 200;

bool has_too_many_levels(std::string_view text) noexcept {
  return std::ranges::count(text, '/') > separators_max;
}
constexpr std::string_view too_many_levels = "has more than 200 `/`";

enum class Pattern : bool { topic, glob };

/// Whether some text fits both the filter and the pattern. It tries every match, which takes
/// microseconds for the patterns of a configuration.
bool meet(std::string_view filter, std::string_view pattern, Pattern kind) noexcept {
  // A level `#` also stands for the level above it.
  if (filter == "#" || (filter == "/#" && pattern.empty())) return true;
  const bool is_glob = kind == Pattern::glob && !pattern.empty();
  if (is_glob && (pattern.front() == any_text || pattern.front() == any_level)) {
    const bool takes_more =
        !filter.empty() && (pattern.front() == any_text || filter.front() != '/');
    return meet(filter, pattern.substr(1), kind) ||
           (takes_more && meet(filter.substr(1), pattern, kind));
  }
  if (!filter.empty() && filter.front() == '+') {
    return meet(filter.substr(1), pattern, kind) ||
           (!pattern.empty() && pattern.front() != '/' && meet(filter, pattern.substr(1), kind));
  }
  if (filter.empty() || pattern.empty()) return filter.empty() && pattern.empty();
  return filter.front() == pattern.front() && meet(filter.substr(1), pattern.substr(1), kind);
}

/// Topics that begin with `$` are the broker's own, and no filter brings them by a wildcard.
bool is_hidden(std::string_view filter, std::string_view topic) noexcept {
  return topic.starts_with('$') && (filter.starts_with('+') || filter.starts_with('#'));
}

std::string_view why_no_level(std::string_view level, bool is_last) noexcept {
  if (level.find('#') != level.npos && (level != "#" || !is_last)) {
    return "has `#` elsewhere than as its whole last level";
  }
  if (level.find('+') != level.npos && level != "+") return "has `+` beside other text in a level";
  return {};
}

}  // namespace

std::string_view why_no_mqtt_topic(std::string_view topic) noexcept {
  if (topic.empty()) return "is empty";
  if (topic.find_first_of("+#") != topic.npos) return "contains a wildcard";
  if (has_too_many_levels(topic)) return too_many_levels;
  return why_no_mqtt_text(topic);
}

std::string_view filter_within_share(std::string_view filter) noexcept {
  if (!filter.starts_with(share)) return filter;
  const auto slash = filter.find('/', share.size());
  return slash == filter.npos ? std::string_view{} : filter.substr(slash + 1);
}

std::string_view why_no_mqtt_filter(std::string_view filter) noexcept {
  if (const auto why = why_no_mqtt_text(filter); !why.empty()) return why;
  if (has_too_many_levels(filter)) return too_many_levels;
  std::string_view rest = filter_within_share(filter);
  if (filter.starts_with(share)) {
    const std::string_view group =
        filter.substr(share.size(), filter.size() - rest.size() - share.size());
    if (group.size() < 2 || group.find_first_of("+#") != group.npos) {
      return "has no group as in $share/GROUP/FILTER";
    }
  }
  if (rest.empty()) return "is empty";
  for (;;) {
    const auto slash = rest.find('/');
    if (const auto why = why_no_level(rest.substr(0, slash), slash == rest.npos); !why.empty()) {
      return why;
    }
    if (slash == rest.npos) return {};
    rest.remove_prefix(slash + 1);
  }
}

bool filter_matches(std::string_view filter, std::string_view topic) noexcept {
  filter = filter_within_share(filter);
  return !is_hidden(filter, topic) && meet(filter, topic, Pattern::topic);
}

bool filter_may_match(std::string_view filter, std::string_view glob) noexcept {
  filter = filter_within_share(filter);
  return !is_hidden(filter, glob) && meet(filter, glob, Pattern::glob);
}

}  // namespace sluice::connectors
