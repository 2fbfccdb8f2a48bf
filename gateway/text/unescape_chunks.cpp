#include "gateway/text/unescape_chunks.hpp"

#if defined(__x86_64__)
#include <tmmintrin.h>

#include <array>
#include <bit>
#include <cstdint>
#endif

namespace sluice::text {

#if defined(__x86_64__)
namespace {

constexpr unsigned half = 8;
constexpr unsigned chunk = 2 * half;

// For each set of bytes in a half, the order of the others.
alignas(16) constexpr auto orders = [] {
  std::array<std::array<std::uint8_t, half>, 1 << half> table{};
  for (unsigned removed = 0; removed < table.size(); ++removed) {
    unsigned kept = 0;
    for (unsigned byte = 0; byte < half; ++byte) {
      if ((removed >> byte & 1) == 0) table[removed][kept++] = static_cast<std::uint8_t>(byte);
    }
  }
  return table;
}();

#define SLUICE_WITH_SHUFFLE __attribute__((target("ssse3,popcnt")))

SLUICE_WITH_SHUFFLE unsigned places_of(char c, __m128i bytes) noexcept {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c))));
}

// Stores the bytes of the low half that are not removed, and returns the end of them.
SLUICE_WITH_SHUFFLE char* store_half(__m128i bytes, unsigned removed, char* to) noexcept {
  const auto* const order = reinterpret_cast<const __m128i*>(orders[removed].data());
  _mm_storeu_si64(to, _mm_shuffle_epi8(bytes, _mm_loadl_epi64(order)));
  return to + half - std::popcount(removed);
}

// Looks at chunks in their order.
class Look {
 public:
  // False when the chunk has another escape than those two.
  SLUICE_WITH_SHUFFLE bool take(__m128i bytes) noexcept {
    backslashes_ = places_of('\\', bytes);
    const unsigned escaped = backslashes_ << 1 | first_escaped_;
    const unsigned same = places_of('"', bytes) | places_of('/', bytes);
    if ((escaped & ~same & 0xFFFF) != 0) return false;
    first_escaped_ = escaped >> chunk;
    return true;
  }

  // Of the chunk that was taken last.
  [[nodiscard]] unsigned backslashes() const noexcept { return backslashes_; }
  // The number of bytes at the end of it that belong to the next escape.
  [[nodiscard]] unsigned left() const noexcept { return first_escaped_; }

 private:
  unsigned backslashes_ = 0;
  unsigned first_escaped_ = 0;  ///< 1: the last chunk ended with a backslash
};

SLUICE_WITH_SHUFFLE __m128i load(const char* from) noexcept {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}

// Only the end of the output depends on the chunks before: the processor works on several at once.
SLUICE_WITH_SHUFFLE UnescapeProgress by_shuffle(UnescapeProgress at, const char* end) noexcept {
  Look look;
  for (; end - at.from >= chunk; at.from += chunk) {
    const __m128i bytes = load(at.from);
    if (!look.take(bytes)) break;
    at.to = store_half(bytes, look.backslashes() & 0xFF, at.to);
    at.to = store_half(_mm_srli_si128(bytes, half), look.backslashes() >> half, at.to);
  }
  return {at.from - look.left(), at.to};
}

SLUICE_WITH_SHUFFLE const char* skip(const char* from, const char* end) noexcept {
  Look look;
  while (end - from >= chunk && look.take(load(from))) from += chunk;
  return from - look.left();
}

bool can_shuffle() noexcept {
  static const bool can =
      __builtin_cpu_supports("ssse3") != 0 && __builtin_cpu_supports("popcnt") != 0;
  return can;
}

}  // namespace

UnescapeProgress unescape_chunks(UnescapeProgress at, const char* end) noexcept {
  return can_shuffle() ? by_shuffle(at, end) : at;
}

const char* skip_chunks(const char* from, const char* end) noexcept {
  return can_shuffle() ? skip(from, end) : from;
}
#else
UnescapeProgress unescape_chunks(UnescapeProgress at, const char* /*end*/) noexcept {
  return at;
}

const char* skip_chunks(const char* from, const char* /*end*/) noexcept {
  return from;
}
#endif

}  // namespace sluice::text
