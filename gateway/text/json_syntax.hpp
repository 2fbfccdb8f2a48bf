#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice::text {

/// How deep arrays and objects may be in each other, for all who read JSON here.
inline constexpr std::size_t json_depth_max = 512;

/// Whether `text` is one well-formed JSON value (RFC 8259) and nothing else, in which arrays and
/// objects are at most `json_depth_max` deep. Unlike a parser that makes values it has no opinion
/// of a number's size or of lone surrogates: both are legal JSON that somebody downstream may want
/// as it is. UTF-8 is not looked at. Allocates nothing.
[[nodiscard]] bool is_json(std::string_view text) noexcept;

/// What may stand in a JSON string as it is: looked up, for most bytes of most events are.
inline constexpr auto is_plain_in_json = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = ' '; c < plain.size(); ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

}  // namespace sluice::text
