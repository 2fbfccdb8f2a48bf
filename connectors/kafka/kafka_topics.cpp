#include "connectors/kafka/kafka_topics.hpp"

#include <fmt/format.h>
#include <regex.h>

#include <algorithm>
#include <array>

namespace sluice::connectors {
namespace {

bool is_expression(std::string_view topic) noexcept {
  return topic.starts_with('^');
}

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

constexpr std::size_t name_characters_max = 249;

/// Brokers keep each topic in a folder of its name.
bool is_folder(std::string_view name) noexcept {
  return name == "." || name == "..";
}

std::string_view why_not_in_a_name(std::string_view text) noexcept {
  if (text.size() > name_characters_max) return "is longer than the 249 characters of a name";
  const bool has_good_characters = std::ranges::all_of(
      text, [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
  return has_good_characters ? "" : "has a character other than letters, digits, `.`, `_` and `-`";
}

/// The common beginning of all texts that a POSIX regular expression `^…` matches.
std::string fixed_beginning(std::string_view expression) {
  constexpr std::string_view special = ".[](){}*+?|^$";
  std::string fixed;
  if (expression.find('|') != std::string_view::npos) return fixed;
  for (std::size_t i = 1; i < expression.size(); ++i) {
    const char c = expression[i];
    // These make the character before them optional.
    if ((c == '*' || c == '?' || c == '{') && !fixed.empty()) fixed.pop_back();
    if (c == '\\') {
      // Escaped letters are classes of characters (`\w`) or positions (`\b`).
      if (++i == expression.size() || is_letter_or_digit(expression[i])) break;
    } else if (special.find(c) != std::string_view::npos) {
      break;
    }
    fixed.push_back(expression[i]);
  }
  return fixed;
}

/// Whether `glob` matches the whole of `text`.
bool matches(std::string_view glob, std::string_view text) noexcept {
  std::size_t at = 0;
  std::size_t in_text = 0;
  std::size_t star = std::string_view::npos;
  std::size_t after_star = 0;
  while (in_text < text.size()) {
    if (at < glob.size() && glob[at] == '*') {
      star = at++;
      after_star = in_text;
    } else if (at < glob.size() && glob[at] == text[in_text]) {
      ++at;
      ++in_text;
    } else if (star != std::string_view::npos) {
      at = star + 1;  // the star takes one character more
      in_text = ++after_star;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace

bool is_topic_name(std::string_view name) noexcept {
  return !name.empty() && !is_folder(name) && why_not_in_a_name(name).empty();
}

std::string_view why_no_topic_name(const text::LiteralText& name) noexcept {
  if (name.is_whole && is_folder(name.text)) return "is a name that Kafka keeps for itself";
  return why_not_in_a_name(name.text);
}

std::string subscription_fault(const std::string& topic) {
  if (!is_expression(topic)) {
    return is_topic_name(topic) ? "" : "is no topic name, and no regular expression `^…`";
  }
  regex_t expression{};
  const int code = ::regcomp(&expression, topic.c_str(), REG_EXTENDED | REG_NOSUB);
  std::array<char, 256> reason{};
  if (code != 0) ::regerror(code, &expression, reason.data(), reason.size());
  if (code == 0) ::regfree(&expression);
  return code == 0 ? "" : fmt::format("is no POSIX regular expression: {}", reason.data());
}

bool may_subscribe(std::string_view topic, std::string_view glob) {
  if (!is_expression(topic)) return matches(glob, topic);
  const std::string wanted = fixed_beginning(topic);
  const std::string_view given = glob.substr(0, glob.find('*'));
  const bool given_is_whole = given.size() == glob.size();
  return given.starts_with(wanted) ||
         (!given_is_whole && std::string_view{wanted}.starts_with(given));
}

}  // namespace sluice::connectors
