#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/text/writer.hpp"

namespace sluice::text {

/// Appends the text that one JSON string token stands for; `token` includes its quotes. Needs no
/// more room than there are bytes between them. A surrogate without its other half becomes U+FFFD.
/// False, with nothing appended, when an escape is not one of JSON's or the quotes are missing.
[[nodiscard]] bool unescape(std::string_view token, Writer& out) noexcept;

/// Whether unescape() would take the token: for who passes it on as it is.
[[nodiscard]] bool has_sound_escapes(std::string_view token) noexcept;

/// Where the next escape of a lone surrogate starts in a JSON text, from `from` on; npos when there
/// is none.
[[nodiscard]] std::size_t find_lone_surrogate(std::string_view json, std::size_t from) noexcept;

/// Appends `text` as the inside of a JSON string. UTF-8 passes as it is.
void escape(std::string_view text, Writer& out) noexcept;

/// How many bytes escape() makes of one at most: \u00XX.
inline constexpr std::size_t escaped_size_max = 6;

/// The most that escape() appends.
[[nodiscard]] constexpr std::size_t escaped_bound(std::string_view text) noexcept {
  return escaped_size_max * text.size();
}

}  // namespace sluice::text
