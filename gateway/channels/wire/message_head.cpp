#include "gateway/channels/wire/message_head.hpp"

#include <cstddef>
#include <optional>

#include "gateway/text/json_string.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::channels {
namespace {

/// Walks over the fields of an object whose end is missing. Each function takes one piece off the
/// front; false or nothing when the piece is cut off.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  bool take(char c) {
    space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// The token of a string.
  std::optional<std::string_view> string() {
    space();
    if (rest_.empty() || rest_.front() != '"') return std::nullopt;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '\\') {
        ++i;
      } else if (rest_[i] == '"') {
        const auto token = rest_.substr(0, i + 1);
        rest_.remove_prefix(i + 1);
        return token;
      }
    }
    return std::nullopt;
  }

  /// Any value but a string, up to the comma or brace behind it.
  bool skip_value() {
    std::size_t depth = 0;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (depth == 0 && (c == ',' || c == '}')) return true;
      if (c == '"') {
        if (!string()) return false;
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && depth-- == 0) return false;
      rest_.remove_prefix(1);
    }
    return false;
  }

  [[nodiscard]] bool at_string() {
    space();
    return !rest_.empty() && rest_.front() == '"';
  }

 private:
  void space() {
    const auto start = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(start == std::string_view::npos ? rest_.size() : start);
  }

  std::string_view rest_;
};

std::string unescaped(std::string_view token) {
  std::string room(token.size(), '\0');
  text::Writer writer(room);
  return text::unescape(token, writer) ? std::string(writer.written()) : std::string();
}

}  // namespace

MessageHead read_message_head(std::string_view text) {
  MessageHead head;
  Fields fields(text);
  if (!fields.take('{')) return head;
  do {
    const auto key = fields.string();
    if (!key || !fields.take(':')) break;
    if (!fields.at_string()) {
      if (!fields.skip_value()) break;
      continue;
    }
    const auto value = fields.string();
    if (!value) break;
    if (*key == R"("event")") head.event = unescaped(*value);
    if (*key == R"("channel")") head.channel = unescaped(*value);
  } while (fields.take(','));
  return head;
}

}  // namespace sluice::channels
