#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/text/record_writer.hpp"

namespace sluice::text {

/// Appends the unescaped text of one JSON string token; `token` includes its quotes. Needs at most
/// as many bytes as there are between the quotes. A surrogate without its other half becomes
/// U+FFFD. False, with nothing appended, when JSON does not have an escape or the quotes are
/// missing.
[[nodiscard]] bool unescape(std::string_view token, Writer& out) noexcept;

/// Whether unescape() would accept the token, for a caller that passes it on unchanged.
[[nodiscard]] bool has_sound_escapes(std::string_view token) noexcept;

/// The position of the next escape of a lone surrogate in a JSON text, from `from` on; npos when
/// there is none.
[[nodiscard]] std::size_t find_lone_surrogate(std::string_view json, std::size_t from) noexcept;

/// Appends `text` as the inside of a JSON string. UTF-8 is copied unchanged.
void escape(std::string_view text, Writer& out) noexcept;

/// The largest number of bytes that escape() makes of one: \u00XX.
inline constexpr std::size_t escaped_size_max = 6;

/// The largest number of bytes that escape() appends.
[[nodiscard]] constexpr std::size_t escaped_bound(std::string_view text) noexcept {
  return escaped_size_max * text.size();
}

}  // namespace sluice::text
