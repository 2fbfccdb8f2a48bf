#include "config/invalid_utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace sluice::config {
namespace {

/// The length of the sequence that a byte begins; 0 when it begins none.
std::size_t length_of(unsigned char first) noexcept {
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/// Whether the sequence is the shortest for its code point, in range, and no surrogate.
bool valid(std::string_view sequence) noexcept {
  std::uint32_t code = static_cast<unsigned char>(sequence[0]) & (0xffU >> (sequence.size() + 1));
  for (const char letter : sequence.substr(1)) {
    const auto byte = static_cast<unsigned char>(letter);
    if ((byte & 0xc0U) != 0x80) return false;
    code = code << 6 | (byte & 0x3fU);
  }
  if (sequence.size() == 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
  return sequence.size() != 4 || (code >= 0x10000 && code <= 0x10ffff);
}

}  // namespace

std::optional<Position> find_invalid_utf8(std::string_view text) noexcept {
  Position at;
  while (!text.empty()) {
    const std::size_t length = length_of(static_cast<unsigned char>(text.front()));
    if (length == 0 || length > text.size()) return at;
    if (length > 1 && !valid(text.substr(0, length))) return at;
    at = text.front() == '\n' ? Position{at.line + 1, 1}
                              : Position{at.line, at.column + static_cast<int>(length)};
    text.remove_prefix(length);
  }
  return std::nullopt;
}

}  // namespace sluice::config
