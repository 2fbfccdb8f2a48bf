#include "gateway/text/json_string.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "gateway/text/unescape_chunks.hpp"

namespace sluice::text {
namespace {

static_assert(std::endian::native == std::endian::little, "backslash() finds the lowest byte");

constexpr std::uint64_t every_byte = 0x0101'0101'0101'0101;
constexpr std::uint32_t replacement = 0xFFFD;
constexpr std::uint32_t no_unit = 0xFFFF'FFFF;

// The top bit of each byte of `word` that is a backslash.
std::uint64_t backslashes(std::uint64_t word) noexcept {
  const std::uint64_t difference = word ^ (every_byte * '\\');
  constexpr std::uint64_t low_bits = every_byte * 0x7F;
  return ~(((difference & low_bits) + low_bits) | difference | low_bits);
}

constexpr std::array<char, 256> plain_escapes = [] {
  std::array<char, 256> table{};
  table['"'] = '"';
  table['\\'] = '\\';
  table['/'] = '/';
  table['b'] = '\b';
  table['f'] = '\f';
  table['n'] = '\n';
  table['r'] = '\r';
  table['t'] = '\t';
  return table;
}();

std::uint32_t hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return static_cast<std::uint32_t>(lower - 'a' + 10);
  return no_unit;
}

// The UTF-16 unit of the \uXXXX at `from`; no_unit when there is none.
std::uint32_t unit_at(const char* from, const char* end) noexcept {
  if (end - from < 6 || from[0] != '\\' || from[1] != 'u') return no_unit;
  std::uint32_t unit = 0;
  for (int i = 2; i < 6; ++i) {
    const std::uint32_t digit = hex_digit(from[i]);
    if (digit == no_unit) return no_unit;
    unit = unit << 4 | digit;
  }
  return unit;
}

bool is_high(std::uint32_t unit) noexcept {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low(std::uint32_t unit) noexcept {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

void put_utf8(std::uint32_t code, char*& to) noexcept {
  const auto put = [&to](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  const auto put_tail = [&](int shift) { put(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put_tail(0);
  } else if (code < 0x1'0000) {
    put(0xE0 | code >> 12);
    put_tail(6);
    put_tail(0);
  } else {
    put(0xF0 | code >> 18);
    put_tail(12);
    put_tail(6);
    put_tail(0);
  }
}

UnescapeProgress unescape_unicode(const char* from, const char* end, char* to) noexcept {
  const std::uint32_t unit = unit_at(from, end);
  if (unit == no_unit) return {nullptr, to};
  from += 6;
  if (is_high(unit)) {
    if (const std::uint32_t low = unit_at(from, end); is_low(low)) {
      put_utf8(0x1'0000 + ((unit - 0xD800) << 10) + (low - 0xDC00), to);
      return {from + 6, to};
    }
  }
  put_utf8(is_high(unit) || is_low(unit) ? replacement : unit, to);
  return {from, to};
}

// Takes the escape at `from`, which is a backslash.
UnescapeProgress unescape_one(const char* from, const char* end, char* to) noexcept {
  if (end - from < 2) return {nullptr, to};
  const char plain = plain_escapes[static_cast<unsigned char>(from[1])];
  if (plain == 0) return unescape_unicode(from, end, to);
  *to = plain;
  return {from + 2, to + 1};
}

// Takes a word while at least two are left. It is stored whole even if only its start counts, and
// its rest is stored again after each escape in it. The output never overtakes the input, and one
// word is in reserve, so there is room. The word is loaded once, because loads are the main cost.
UnescapeProgress unescape_word(UnescapeProgress at, const char* end) noexcept {
  const char* const word_at = at.from;
  const char* const word_end = word_at + 8;
  std::uint64_t word = 0;
  std::memcpy(&word, word_at, 8);
  std::memcpy(at.to, &word, 8);
  for (std::uint64_t hits = backslashes(word); hits != 0;) {
    const char* const hit = word_at + std::countr_zero(hits) / 8;
    at = unescape_one(hit, end, at.to + (hit - at.from));
    if (at.from == nullptr || at.from >= word_end) return at;
    const auto taken = 8 * (at.from - word_at);
    const std::uint64_t rest = word >> taken;
    std::memcpy(at.to, &rest, 8);
    hits = hits >> taken << taken;
  }
  return {word_end, at.to + (word_end - at.from)};
}

UnescapeProgress unescape_long(UnescapeProgress at, const char* end) noexcept {
  while (at.from != nullptr && end - at.from >= 16) {
    at = unescape_chunks(at, end);
    if (end - at.from >= 16) at = unescape_word(at, end);
  }
  return at;
}

bool must_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void escape_one(char c, Writer& out) noexcept {
  constexpr std::string_view hex = "0123456789abcdef";
  constexpr std::string_view named = "\"\\\b\f\n\r\t";
  constexpr std::string_view names = "\"\\bfnrt";
  if (const std::size_t i = named.find(c); i != std::string_view::npos) {
    out.append("\\");
    out.append(names.substr(i, 1));
  } else {
    out.append("\\u00");
    out.append(hex.substr(static_cast<unsigned char>(c) >> 4, 1));
    out.append(hex.substr(static_cast<unsigned char>(c) & 0xF, 1));
  }
}

}  // namespace

bool unescape(std::string_view token, Writer& out) noexcept {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return false;
  const std::string_view body = token.substr(1, token.size() - 2);
  const char* const end = body.data() + body.size();
  UnescapeProgress at = unescape_long({body.data(), out.reserve(body.size())}, end);
  while (at.from != nullptr && at.from != end) {
    if (*at.from == '\\') {
      at = unescape_one(at.from, end, at.to);
    } else {
      *at.to++ = *at.from++;
    }
  }
  if (at.from == nullptr) return false;
  out.advance_to(at.to);
  return true;
}

bool has_sound_escapes(std::string_view token) noexcept {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return false;
  const char* const end = token.data() + token.size() - 1;
  const char* at = token.data() + 1;
  const auto next = [end](const char* from) {
    from = skip_chunks(from, end);
    return static_cast<const char*>(std::memchr(from, '\\', static_cast<std::size_t>(end - from)));
  };
  while ((at = next(at)) != nullptr) {
    if (end - at < 2) return false;
    const bool plain = plain_escapes[static_cast<unsigned char>(at[1])] != 0;
    if (!plain && unit_at(at, end) == no_unit) return false;
    at += plain ? 2 : 6;
  }
  return true;
}

std::size_t find_lone_surrogate(std::string_view json, std::size_t from) noexcept {
  const char* const end = json.data() + json.size();
  for (auto at = json.find('\\', from); at != std::string_view::npos;) {
    const char* const escape = json.data() + at;
    const std::uint32_t unit = unit_at(escape, end);
    std::size_t taken = unit == no_unit ? 2 : 6;
    if (unit != no_unit && is_high(unit) && is_low(unit_at(escape + 6, end))) {
      taken = 12;
    } else if (unit != no_unit && (is_high(unit) || is_low(unit))) {
      return at;
    }
    at = json.find('\\', at + taken);
  }
  return std::string_view::npos;
}

void escape(std::string_view text, Writer& out) noexcept {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!must_escape(text[i])) continue;
    out.append(text.substr(copied, i - copied));
    escape_one(text[i], out);
    copied = i + 1;
  }
  out.append(text.substr(copied));
}

}  // namespace sluice::text
