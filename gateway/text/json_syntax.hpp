#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace sluice::text {

/// The maximum nesting of arrays and objects, for all readers of JSON here.
inline constexpr std::size_t json_depth_max = 512;

/// Whether `text` is exactly one well-formed JSON value (RFC 8259), with arrays and objects at most
/// `json_depth_max` deep. Unlike a parser that builds values, it accepts numbers of any size and
/// lone surrogates: both are legal JSON, and a consumer may need them unchanged. UTF-8 is not
/// checked. Allocates nothing.
[[nodiscard]] bool is_json(std::string_view text) noexcept;

/// The bytes that need no escape in a JSON string. A table, because most bytes of most events pass
/// it.
inline constexpr auto is_plain_in_json = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = ' '; c < plain.size(); ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

}  // namespace sluice::text
