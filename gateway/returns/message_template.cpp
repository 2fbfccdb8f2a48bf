#include "gateway/returns/message_template.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "gateway/text/template_text.hpp"
#include "gateway/text/topic_level.hpp"

namespace sluice::returns {
namespace {

constexpr std::string_view known = "known: {topic} {key} {header:NAME} {topic:N} {json:/POINTER}";

Error unusable(std::string_view placeholder, std::string_view why) {
  return {fmt::format("placeholder {{{}}}: {}", placeholder, why)};
}

// The number of a segment; 0, which is never one, when the text is no number.
int segment_number(std::string_view text) noexcept {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

std::optional<std::string> owned(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  return std::string{*text};
}

}  // namespace

Result<MessageTemplate> MessageTemplate::parse(std::string_view text) {
  Result<std::vector<text::TemplatePiece>> pieces = text::split_template(text);
  if (!pieces) return std::move(pieces).error();
  MessageTemplate result;
  for (text::TemplatePiece& piece : *pieces) {
    if (!piece.placeholder) {
      result.parts_.push_back({Kind::literal, std::move(piece.text), 0, {}});
      continue;
    }
    Result<Part> part = compile(piece.text);
    if (!part) return std::move(part).error();
    result.parts_.push_back(*std::move(part));
  }
  return result;
}

Result<MessageTemplate::Part> MessageTemplate::compile(const std::string& text) {
  const Result<text::Placeholder> placeholder = text::split_placeholder(text, "decode");
  if (!placeholder) return placeholder.error();
  Result<Part> part = compile_name(std::string{placeholder->name});
  if (!part) return part;
  part->placeholder = text;
  part->encoded = !placeholder->filter.empty();
  return part;
}

Result<MessageTemplate::Part> MessageTemplate::compile_name(const std::string& placeholder) {
  const std::size_t colon = placeholder.find(':');
  const std::string name = placeholder.substr(0, colon);
  if (colon == std::string::npos) {
    if (name == "topic") return Part{Kind::topic, {}, 0, placeholder};
    if (name == "key") return Part{Kind::key, {}, 0, placeholder};
    return Error{fmt::format("unknown placeholder {{{}}}, {}", placeholder, known)};
  }
  std::string argument = placeholder.substr(colon + 1);
  if (name == "header") {
    if (argument.empty()) return unusable(placeholder, "a header has a name");
    return Part{Kind::header, std::move(argument), 0, placeholder};
  }
  if (name == "topic") {
    const int number = segment_number(argument);
    if (number == 0) return unusable(placeholder, "segments are numbered from 1, or from -1 back");
    return Part{Kind::segment, {}, number, placeholder};
  }
  if (name == "json") {
    if (!text::is_json_pointer(argument))
      return unusable(placeholder, "not a JSON pointer such as /a/b");
    return Part{Kind::json, std::move(argument), 0, placeholder};
  }
  return Error{fmt::format("unknown placeholder {{{}}}, {}", placeholder, known)};
}

Result<std::string> MessageTemplate::render(MessageReader& message) const {
  std::string text;
  for (const Part& part : parts_) {
    std::optional<std::string> found = text_of(part, message);
    if (found && part.encoded) found = text::decode_topic_level(*found);
    if (!found) return Error{fmt::format("nothing for {{{}}}", part.placeholder)};
    text += *found;
  }
  return {boost::system::in_place_value, std::move(text)};
}

std::optional<std::string> MessageTemplate::text_of(const Part& part, MessageReader& message) {
  switch (part.kind) {
    case Kind::literal:
      return part.argument;
    case Kind::topic:
      return std::string{message.message().topic};
    case Kind::key:
      if (message.message().key.empty()) return std::nullopt;
      return std::string{message.message().key};
    case Kind::header:
      return owned(message.header(part.argument));
    case Kind::segment:
      return owned(message.topic_segment(part.segment));
    case Kind::json:
      return message.json_text(part.argument);
  }
  return std::nullopt;
}

std::string_view MessageTemplate::literal_prefix() const noexcept {
  if (parts_.empty() || parts_.front().kind != Kind::literal) return {};
  return parts_.front().argument;
}

bool MessageTemplate::is_literal() const noexcept {
  return parts_.empty() || (parts_.size() == 1 && parts_.front().kind == Kind::literal);
}

}  // namespace sluice::returns
