#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/message.hpp"
#include "gateway/text/json_tree.hpp"

namespace sluice::returns {

/// The value of the message's first header of that name.
[[nodiscard]] std::optional<std::string_view> header_of(const Message& message,
                                                        std::string_view name) noexcept;

/// Looks into one message for all returns that take it: its payload is read as JSON once, when the
/// first of them asks. The message outlives it.
class MessageReader {
 public:
  explicit MessageReader(const Message& message) noexcept : message_(message) {}
  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;

  [[nodiscard]] const Message& message() const noexcept { return message_; }

  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept {
    return header_of(message_, name);
  }

  /// The n-th part of the topic, from 1, or from the end when negative; split at `/` where the
  /// topic has one, else at `.`.
  [[nodiscard]] std::optional<std::string_view> topic_segment(int n) const noexcept;

  /// Whether the payload is one JSON text and nothing else.
  [[nodiscard]] bool has_json();

  /// JsonTree::text_at of the payload; nothing when that is not JSON.
  [[nodiscard]] std::optional<std::string> json_text(const std::string& pointer);

 private:
  [[nodiscard]] const std::optional<text::JsonTree>& tree();

  const Message& message_;
  bool parsed_ = false;
  std::optional<text::JsonTree> tree_;
};

}  // namespace sluice::returns
