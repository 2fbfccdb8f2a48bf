#include "gateway/text/glob.hpp"

#include <cstddef>

namespace sluice::text {
namespace {

constexpr std::size_t none = std::string_view::npos;

std::size_t next_character(std::string_view text, std::size_t at) noexcept {
  do ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) noexcept {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t after_star = none;  // the position in the pattern behind the last star
  std::size_t taken_to = 0;       // the end of the text that the last star has taken
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      taken_to = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t = next_character(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (after_star != none) {
      // Only the last star can take more: it can take every text that an earlier one could.
      p = after_star;
      t = ++taken_to;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == none;
}

bool glob_matches_everything(std::string_view pattern) noexcept {
  return pattern.find_first_not_of('*') == none;
}

bool glob_is_literal(std::string_view pattern) noexcept {
  return pattern.find_first_of("*?") == none;
}

}  // namespace sluice::text
