#pragma once

#include <cstddef>
#include <string_view>

namespace sluice::text {

/// A character of a UTF-8 text and its number of bytes. Length 0: no well-formed character.
struct Character {
  char32_t code = 0;
  std::size_t length = 0;
};

/// The character at the start of `text`, which must not be empty. Overlong forms, surrogates and
/// codes above U+10FFFF are not well-formed.
[[nodiscard]] Character first_character(std::string_view text) noexcept;

/// Controls (U+0000–001F, U+007F–009F) and the codes that Unicode never assigns to a character.
/// MQTT discourages them in its strings, and brokers close a connection for them.
[[nodiscard]] bool is_control_or_noncharacter(char32_t code) noexcept;

/// Why such a broker refuses the text, as the end of a sentence about it; empty when it does not.
[[nodiscard]] std::string_view why_not_plain(std::string_view text) noexcept;

}  // namespace sluice::text
