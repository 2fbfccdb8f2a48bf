#include "gateway/returns/message_reader.hpp"

#include <algorithm>

namespace sluice::returns {

std::optional<std::string_view> header_of(const Message& message, std::string_view name) noexcept {
  const auto found = std::ranges::find(message.headers, name, &Header::name);
  if (found == message.headers.end()) return std::nullopt;
  return found->value;
}

std::optional<std::string_view> MessageReader::topic_segment(int n) const noexcept {
  const std::string_view topic = message_.topic;
  const char separator = topic.find('/') != std::string_view::npos ? '/' : '.';
  const int segments = 1 + static_cast<int>(std::ranges::count(topic, separator));
  const int wanted = n > 0 ? n : segments + 1 + n;
  if (wanted < 1 || wanted > segments) return std::nullopt;
  std::size_t from = 0;
  for (int passed = 1; passed < wanted; ++passed) from = topic.find(separator, from) + 1;
  return topic.substr(from, topic.find(separator, from) - from);
}

bool MessageReader::has_json() {
  return tree().has_value();
}

std::optional<std::string> MessageReader::json_text(const std::string& pointer) {
  return tree() ? tree()->text_at(pointer) : std::nullopt;
}

const std::optional<text::JsonTree>& MessageReader::tree() {
  if (!parsed_) tree_ = text::JsonTree::parse(message_.payload);
  parsed_ = true;
  return tree_;
}

}  // namespace sluice::returns
