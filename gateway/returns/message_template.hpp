#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/returns/message_reader.hpp"

namespace sluice::returns {

/// Text with placeholders for the parts of a message, compiled once: {topic}, {key}, {header:NAME},
/// {topic:N} and {json:/POINTER}. `|decode` before the brace decodes a value that a route to MQTT
/// encoded as a topic level. `{{` and `}}` stand for a brace. Immutable.
class MessageTemplate {
 public:
  /// The error names the unknown placeholder or filter and the known ones, or the stray brace.
  [[nodiscard]] static Result<MessageTemplate> parse(std::string_view text);

  /// The error names the placeholder without a value in the message. An empty key is no value, and
  /// a text that no route encoded cannot be decoded.
  [[nodiscard]] Result<std::string> render(MessageReader& message) const;

  /// The text before the first placeholder; is_literal(): there is no placeholder.
  [[nodiscard]] std::string_view literal_prefix() const noexcept;
  [[nodiscard]] bool is_literal() const noexcept;

 private:
  enum class Kind : std::uint8_t { literal, topic, key, header, segment, json };

  struct Part {
    Kind kind{};
    std::string argument;     ///< the literal text, the header's name or the pointer
    int segment{};            ///< the number of the topic's segment
    std::string placeholder;  ///< as written
    bool encoded = false;     ///< as a level of a topic
  };

  [[nodiscard]] static Result<Part> compile(const std::string& text);
  [[nodiscard]] static Result<Part> compile_name(const std::string& placeholder);
  [[nodiscard]] static std::optional<std::string> text_of(const Part& part, MessageReader& message);

  std::vector<Part> parts_;
};

}  // namespace sluice::returns
