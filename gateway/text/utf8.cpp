#include "gateway/text/utf8.hpp"

namespace sluice::text {
namespace {

std::size_t length_after(unsigned char lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

/// Whether the code has the shortest encoding, and is one that UTF-8 may encode.
bool is_sound(const Character& character) noexcept {
  const char32_t code = character.code;
  if (character.length == 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
  return character.length != 4 || (code >= 0x10000 && code <= 0x10ffff);
}

}  // namespace

Character first_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = length_after(lead);
  if (length < 2) return {lead, length};
  if (length > text.size()) return {};
  Character result{lead & (0xffU >> (length + 1)), length};
  for (const char next : text.substr(1, length - 1)) {
    const auto byte = static_cast<unsigned char>(next);
    if ((byte & 0xc0U) != 0x80) return {};
    result.code = result.code << 6 | (byte & 0x3fU);
  }
  return is_sound(result) ? result : Character{};
}

bool is_control_or_noncharacter(char32_t code) noexcept {
  const bool is_control = code < 0x20 || (code >= 0x7f && code <= 0x9f);
  return is_control || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
}

std::string_view why_not_plain(std::string_view text) noexcept {
  while (!text.empty()) {
    const Character character = first_character(text);
    if (character.length == 0) return "is not UTF-8";
    if (is_control_or_noncharacter(character.code)) {
      return "contains a control character or a noncharacter";
    }
    text.remove_prefix(character.length);
  }
  return {};
}

}  // namespace sluice::text
