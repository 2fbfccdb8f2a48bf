#include "config/yaml_mistakes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace sluice::config {
namespace {

constexpr auto npos = std::string_view::npos;

std::size_t offset_of(std::string_view text, Position at) {
  std::size_t line_start = 0;
  for (int line = 1; line < at.line; ++line) {
    const std::size_t end = text.find('\n', line_start);
    if (end == npos) return text.size();
    line_start = end + 1;
  }
  return std::min(line_start + static_cast<std::size_t>(at.column - 1), text.size());
}

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_end = before.rfind('\n');
  const std::size_t line_start = line_end == npos ? 0 : line_end + 1;
  return {static_cast<int>(std::ranges::count(before, '\n')) + 1,
          static_cast<int>(offset - line_start) + 1};
}

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

/// The position of the quote that closes the one at `opens`; npos when there is none.
std::size_t end_of_quote(std::string_view text, std::size_t opens) {
  const char quote = text[opens];
  for (std::size_t i = opens + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 == text.size() || text[i + 1] != quote) return i;
      ++i;  // two apostrophes stand for one
    }
  }
  return npos;
}

/// Follows the text as far as quotes and brackets require: knows comments, plain text with
/// apostrophes, escapes and block scalars.
class Scanner {
 public:
  struct Quote {
    std::size_t opens = npos;   ///< npos: there is none
    std::size_t closes = npos;  ///< npos: never
  };

  explicit Scanner(std::string_view text) : text_(text) {}

  /// Reads all tokens that begin before `end`.
  void read_to(std::size_t end) {
    while (at_ < end) step();
  }

  /// The last quoted text that did not end on its line.
  [[nodiscard]] const Quote& long_quote() const noexcept { return long_quote_; }
  /// The innermost `[` or `{` that is open; npos when none is.
  [[nodiscard]] std::size_t open_bracket() const noexcept {
    return brackets_.empty() ? npos : brackets_.back();
  }

 private:
  void step() {
    const char letter = text_[at_];
    const bool before_blank = at_ + 1 >= text_.size() || is_blank(text_[at_ + 1]);
    if (letter == '\n') {
      value_may_begin_ = true;
    } else if (letter == '#' && (at_ == 0 || is_blank(text_[at_ - 1]))) {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return;
    } else if (value_may_begin_ && (letter == '"' || letter == '\'')) {
      return read_quote();
    } else if (value_may_begin_ && (letter == '|' || letter == '>')) {
      return skip_block();
    } else if (value_may_begin_ && (letter == '[' || letter == '{')) {
      brackets_.push_back(at_);
    } else if (!brackets_.empty() && (letter == ']' || letter == '}')) {
      brackets_.pop_back();
      value_may_begin_ = false;
    } else if (letter == ':' && before_blank) {
      value_may_begin_ = true;
    } else if (letter == ',' && !brackets_.empty()) {
      value_may_begin_ = true;
    } else if (!is_blank(letter) && !(value_may_begin_ && letter == '-' && before_blank)) {
      value_may_begin_ = false;
    }
    ++at_;
  }

  void read_quote() {
    const std::size_t opens = at_;
    const std::size_t closes = end_of_quote(text_, opens);
    at_ = closes == npos ? text_.size() : closes + 1;
    value_may_begin_ = false;
    if (text_.find('\n', opens) < closes) long_quote_ = {opens, closes};
  }

  /// A block scalar has the lines that are indented more than its first one.
  void skip_block() {
    const std::size_t previous = text_.rfind('\n', at_);
    const std::size_t line = previous == npos ? 0 : previous + 1;
    const std::size_t indentation = text_.find_first_not_of(' ', line) - line;
    at_ = text_.find('\n', at_);
    while (at_ < text_.size()) {
      const std::size_t first = text_.find_first_not_of(' ', at_ + 1);
      if (first == npos) break;
      if (text_[first] != '\n' && first - (at_ + 1) <= indentation) return;
      at_ = text_.find('\n', first);
    }
    at_ = text_.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool value_may_begin_ = true;
  std::vector<std::size_t> brackets_;
  Quote long_quote_;
};

std::optional<YamlMistake> unclosed_quote(std::string_view text, const Scanner& scanner,
                                          Position at) {
  const Scanner::Quote quote = scanner.long_quote();
  if (quote.opens == npos) return std::nullopt;
  const Position opens = position_of(text, quote.opens);
  if (quote.closes == npos) return YamlMistake{opens, std::string{quote_never_closed}};
  // Quoted text may span lines; it is suspect when the parser failed on the line of its end.
  const int closing_line = position_of(text, quote.closes).line;
  if (closing_line != at.line) return std::nullopt;
  return YamlMistake{
      opens, fmt::format("the quote that opens here is closed on line {} only", closing_line)};
}

}  // namespace

bool is_unclosed_quote(std::string_view text, std::size_t offset) {
  return offset < text.size() && (text[offset] == '"' || text[offset] == '\'') &&
         end_of_quote(text, offset) == npos;
}

std::optional<YamlMistake> find_yaml_mistake(std::string_view text, Position at) {
  const std::size_t stopped = offset_of(text, at);
  Scanner scanner(text);
  scanner.read_to(stopped);
  if (auto mistake = unclosed_quote(text, scanner, at)) return mistake;
  const std::size_t line = offset_of(text, {at.line, 1});
  const std::string_view line_text = text.substr(line, text.find('\n', line) - line);
  const std::string_view indentation = line_text.substr(0, line_text.find_first_not_of(" \t"));
  if (indentation.find('\t') != npos) return YamlMistake{at, "a tab in the indentation"};
  if (line_text.find("${") != npos && scanner.open_bracket() != npos) {
    return YamlMistake{at, "within { } or [ ], ${…} needs quotes"};
  }
  // The parser stops at the text behind `|` and `>`.
  const bool behind = stopped > 0 && (text[stopped - 1] == '|' || text[stopped - 1] == '>');
  const std::size_t first = behind ? stopped - 1 : stopped;
  constexpr std::string_view indicators = "@`%|>]},";
  if (first < text.size() && indicators.find(text[first]) != npos) {
    return YamlMistake{position_of(text, first),
                       fmt::format("text that begins with '{}' needs quotes", text[first])};
  }
  if (scanner.open_bracket() == npos) return std::nullopt;
  const Position opens = position_of(text, scanner.open_bracket());
  if (opens.line == at.line) return std::nullopt;
  return YamlMistake{
      opens, fmt::format("the '{}' that opens here is not closed", text[scanner.open_bracket()])};
}

}  // namespace sluice::config
