#include "connectors/mqtt/mqtt_filter.hpp"

namespace sluice::connectors {
namespace {

constexpr std::string_view share = "$share/";
constexpr char glob_any = '*';
constexpr char none = '\0';  // no topic contains it

/// Whether some text fits both the filter and the pattern, in which `any` is any text. It tries
/// every way, which is a matter of microseconds for what people write into a configuration.
bool meet(std::string_view filter, std::string_view pattern, char any) noexcept {
  // A level `#` also stands for the level above it.
  if (filter == "#" || (filter == "/#" && pattern.empty())) return true;
  if (!pattern.empty() && pattern.front() == any) {
    return meet(filter, pattern.substr(1), any) ||
           (!filter.empty() && meet(filter.substr(1), pattern, any));
  }
  if (!filter.empty() && filter.front() == '+') {
    return meet(filter.substr(1), pattern, any) ||
           (!pattern.empty() && pattern.front() != '/' && meet(filter, pattern.substr(1), any));
  }
  if (filter.empty() || pattern.empty()) return filter.empty() && pattern.empty();
  return filter.front() == pattern.front() && meet(filter.substr(1), pattern.substr(1), any);
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

std::string_view filter_within_share(std::string_view filter) noexcept {
  if (!filter.starts_with(share)) return filter;
  const auto slash = filter.find('/', share.size());
  return slash == filter.npos ? std::string_view{} : filter.substr(slash + 1);
}

std::string_view why_no_mqtt_filter(std::string_view filter) noexcept {
  if (filter.size() > 65'535) return "is longer than 65535 bytes";
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
  return !is_hidden(filter, topic) && meet(filter, topic, none);
}

bool filter_may_match(std::string_view filter, std::string_view glob) noexcept {
  filter = filter_within_share(filter);
  return !is_hidden(filter, glob) && meet(filter, glob, glob_any);
}

}  // namespace sluice::connectors
