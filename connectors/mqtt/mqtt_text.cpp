#include "connectors/mqtt/mqtt_text.hpp"

#include "gateway/text/utf8.hpp"

namespace sluice::connectors {

std::string_view why_no_mqtt_text(std::string_view text) noexcept {
  if (text.size() > 65'535) return "is longer than 65535 bytes";
  while (!text.empty()) {
    const text::Character character = text::first_character(text);
    if (character.length == 0) return "is not UTF-8";
    if (text::is_control_or_noncharacter(character.code)) {
      return "contains a control character or a noncharacter";
    }
    text.remove_prefix(character.length);
  }
  return {};
}

}  // namespace sluice::connectors
