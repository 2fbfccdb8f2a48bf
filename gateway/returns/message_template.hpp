#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/returns/message_reader.hpp"

namespace sluice::returns {

/// Text with placeholders for what a message has, compiled once: {topic}, {key}, {header:NAME},
/// {topic:N} and {json:/POINTER}; with `|decode` before the brace, what a route to MQTT encoded as
/// a topic's level. `{{` and `}}` for a brace. Immutable.
class MessageTemplate {
 public:
  /// An error names the placeholder or filter that is not known and those that are, or the stray
  /// brace.
  [[nodiscard]] static Result<MessageTemplate> parse(std::string_view text);

  /// The error names the placeholder that the message has nothing for; an empty key is none, and a
  /// text that no encoding made cannot be decoded.
  [[nodiscard]] Result<std::string> render(MessageReader& message) const;

  /// The text in front of the first placeholder, and whether there is none.
  [[nodiscard]] std::string_view literal_prefix() const noexcept;
  [[nodiscard]] bool is_literal() const noexcept;

 private:
  enum class Kind : std::uint8_t { literal, topic, key, header, segment, json };

  struct Part {
    Kind kind{};
    std::string argument;     ///< the literal text, the header's name or the pointer
    int segment{};            ///< which of the topic's
    std::string placeholder;  ///< as it is written
    bool encoded = false;     ///< as a topic's level
  };

  [[nodiscard]] static Result<Part> compile(const std::string& text);
  [[nodiscard]] static Result<Part> compile_name(const std::string& placeholder);
  [[nodiscard]] static std::optional<std::string> text_of(const Part& part, MessageReader& message);

  std::vector<Part> parts_;
};

}  // namespace sluice::returns
