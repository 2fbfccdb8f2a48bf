#include "connectors/mqtt/mqtt_topic.hpp"

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

}  // namespace sluice::connectors
