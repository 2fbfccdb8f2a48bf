#include "connectors/mqtt/mqtt_topics.hpp"

#include <cstddef>
#include <cstdint>

namespace sluice::connectors {
namespace {

/// The length of the well-formed UTF-8 sequence at the start of a text that is not empty; 0 when
/// there is none (overlong forms and surrogates included).
std::size_t utf8_length(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const std::uint8_t second = byte(1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool outside = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : length;
}

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

std::string_view why_no_mqtt_topic(std::string_view topic) noexcept {
  if (topic.empty()) return "empty topic";
  if (topic.size() > 65'535) return "topic longer than 65535 bytes";
  while (!topic.empty()) {
    const char c = topic.front();
    if (c == '+' || c == '#') return "topic contains a wildcard";
    if (c == '\0') return "topic contains NUL";
    const std::size_t length = utf8_length(topic);
    if (length == 0) return "topic is not UTF-8";
    topic.remove_prefix(length);
  }
  return {};
}

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
