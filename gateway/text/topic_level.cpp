#include "gateway/text/topic_level.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/text/utf8.hpp"

namespace sluice::text {
namespace {

bool stands_for_itself(const Character& character) noexcept {
  switch (character.code) {
    case '%':
    case '+':
    case '#':
    case '/':
      return false;
    default:
      return character.length > 0 && !is_control_or_noncharacter(character.code);
  }
}

void encode(char byte, Writer& out) noexcept {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  char* const to = out.reserve(3);
  to[0] = '%';
  to[1] = digits[value >> 4U];
  to[2] = digits[value & 0xfU];
  out.advance_to(to + 3);
}

}  // namespace

void encode_topic_level(std::string_view value, Writer& out) noexcept {
  while (!value.empty()) {
    const Character character = first_character(value);
    const std::string_view bytes = value.substr(0, std::max<std::size_t>(character.length, 1));
    if (stands_for_itself(character)) {
      out.append(bytes);
    } else {
      for (const char byte : bytes) encode(byte, out);
    }
    value.remove_prefix(bytes.size());
  }
}

std::optional<std::string> decode_topic_level(std::string_view level) {
  std::string value;
  while (!level.empty()) {
    const std::size_t literal = std::min(level.find('%'), level.size());
    value += level.substr(0, literal);
    level.remove_prefix(literal);
    if (level.empty()) break;
    unsigned byte = 0;
    const char* const digits = level.data() + 1;
    if (level.size() < 3) return std::nullopt;
    const auto [end, error] = std::from_chars(digits, digits + 2, byte, 16);
    if (error != std::errc{} || end != digits + 2) return std::nullopt;
    value += static_cast<char>(byte);
    level.remove_prefix(3);
  }
  return value;
}

}  // namespace sluice::text
