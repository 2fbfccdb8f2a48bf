#include "gateway/text/json_syntax.hpp"

#include <cstddef>

namespace sluice::text {
namespace {

constexpr auto is_escape = [] {
  std::array<bool, 256> escape{};
  for (const char c : {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'})
    escape[static_cast<unsigned char>(c)] = true;
  return escape;
}();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Recursive descent over the grammar of RFC 8259. Each function takes its production off the
/// front, and returns whether it was there.
class Grammar {
 public:
  explicit Grammar(std::string_view text) noexcept
      : at_(text.data()), end_(text.data() + text.size()) {}

  bool whole() {
    space();
    return value(0) && (space(), at_ == end_);
  }

 private:
  bool value(std::size_t depth) {
    if (at_ == end_) return false;
    switch (*at_) {
      case '"':
        return text();
      case '{':
        return list('}', true, depth);
      case '[':
        return list(']', false, depth);
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  /// An array, or an object, whose elements have keys.
  bool list(char close, bool keyed, std::size_t depth) {
    if (depth == json_depth_max) return false;
    ++at_;
    space();
    if (take(close)) return true;
    do {
      space();
      if (keyed && !(text() && (space(), take(':')))) return false;
      space();
      if (!value(depth + 1)) return false;
      space();
    } while (take(','));
    return take(close);
  }

  bool text() {
    if (!take('"')) return false;
    while (at_ != end_) {
      const char c = *at_;
      if (is_plain_in_json[static_cast<unsigned char>(c)]) {
        ++at_;
      } else if (c == '\\') {
        if (!escape()) return false;
      } else {
        return take('"');
      }
    }
    return false;
  }

  bool escape() {
    if (++at_ == end_) return false;
    const char kind = *at_++;
    if (kind != 'u') return is_escape[static_cast<unsigned char>(kind)];
    for (int digit = 0; digit < 4; ++digit) {
      if (at_ == end_ || !is_hex(*at_++)) return false;
    }
    return true;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  bool digits() {
    const auto* from = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != from;
  }

  bool word(std::string_view word) {
    const bool there =
        std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word);
    if (there) at_ += word.size();
    return there;
  }

  void space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  bool take(char c) {
    const bool there = at_ != end_ && *at_ == c;
    if (there) ++at_;
    return there;
  }

  const char* at_;
  const char* end_;
};

}  // namespace

bool is_json(std::string_view text) noexcept {
  return Grammar(text).whole();
}

}  // namespace sluice::text
