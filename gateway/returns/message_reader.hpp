#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/message.hpp"
#include "gateway/text/json_tree.hpp"

namespace sluice::returns {

/// The value of the message's first header with that name.
[[nodiscard]] std::optional<std::string_view> header_of(const Message& message,
                                                        std::string_view name) noexcept;

/// Reads one message for all its returns: the payload is parsed as JSON once, when the first return
/// needs it. The message outlives the reader.
class MessageReader {
 public:
  explicit MessageReader(const Message& message) noexcept : message_(message) {}
  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;

  [[nodiscard]] const Message& message() const noexcept { return message_; }

  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept {
    return header_of(message_, name);
  }

  /// The n-th part of the topic, from 1, or from the end when negative. The separator is `/` if the
  /// topic has one, otherwise `.`.
  [[nodiscard]] std::optional<std::string_view> topic_segment(int n) const noexcept;

  /// Whether the payload is exactly one JSON text.
  [[nodiscard]] bool has_json();

  /// JsonTree::text_at of the payload; empty when the payload is not JSON.
  [[nodiscard]] std::optional<std::string> json_text(const std::string& pointer);

 private:
  [[nodiscard]] const std::optional<text::JsonTree>& tree();

  const Message& message_;
  bool parsed_ = false;
  std::optional<text::JsonTree> tree_;
};

}  // namespace sluice::returns
