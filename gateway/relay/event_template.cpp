#include "gateway/relay/event_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/text/json_string.hpp"
#include "gateway/text/template_text.hpp"
#include "gateway/text/topic_level.hpp"

namespace sluice::relay {
namespace {

/// The filter of a value that is not to be encoded.
constexpr std::string_view raw = "raw";

struct Field {
  std::string_view name;
  std::string_view (*of)(const Event& event) noexcept;
};

constexpr std::array<Field, 5> fields{
    {{"connection", [](const Event& event) noexcept { return event.connection; }},
     {"channel", [](const Event& event) noexcept { return event.channel; }},
     {"event", [](const Event& event) noexcept { return event.name; }},
     {"kind", [](const Event& event) noexcept { return to_string(event.kind); }},
     {"user_id", [](const Event& event) noexcept { return event.user_id; }}}};

Error unknown_placeholder(std::string_view name) {
  std::string known;
  for (const Field& field : fields) {
    known += fmt::format(" {{{}}}", field.name);
  }
  return {fmt::format("unknown placeholder {{{}}}, known:{}", name, known)};
}

}  // namespace

Result<EventTemplate> EventTemplate::parse(std::string_view text, Values values) {
  Result<std::vector<text::TemplatePiece>> pieces = text::split_template(text);
  if (!pieces) return std::move(pieces).error();
  EventTemplate result;
  for (text::TemplatePiece& piece : *pieces) {
    if (!piece.placeholder) {
      result.parts_.push_back({std::move(piece.text)});
      continue;
    }
    const Result<text::Placeholder> placeholder = text::split_placeholder(piece.text, raw);
    if (!placeholder) return placeholder.error();
    const auto* const found = std::ranges::find(fields, placeholder->name, &Field::name);
    if (found == fields.end()) return unknown_placeholder(placeholder->name);
    const bool encoded = values == Values::topic_levels && placeholder->filter != raw;
    result.parts_.push_back({{}, found->name, found->of, encoded});
  }
  return result;
}

EventTemplate EventTemplate::literal(std::string text) {
  EventTemplate result;
  if (!text.empty()) result.parts_.push_back({std::move(text)});
  return result;
}

void EventTemplate::render(const Event& event, text::Writer& out) const noexcept {
  for (const Part& part : parts_) {
    if (part.encoded) {
      text::encode_topic_level(part.text(event), out);
    } else {
      out.append(part.text(event));
    }
  }
}

void EventTemplate::render_escaped(const Event& event, text::Writer& out) const noexcept {
  for (const Part& part : parts_) text::escape(part.text(event), out);
}

std::size_t EventTemplate::bound(const Event& event) const noexcept {
  std::size_t bytes = 0;
  for (const Part& part : parts_) {
    const std::string_view text = part.text(event);
    bytes += part.encoded ? text::topic_level_bound(text) : text.size();
  }
  return bytes;
}

bool EventTemplate::has_literal_prefix() const noexcept {
  return !parts_.empty() && parts_.front().field == nullptr;
}

bool EventTemplate::mentions(std::string_view placeholder) const noexcept {
  return std::ranges::find(parts_, placeholder, &Part::placeholder) != parts_.end();
}

EventTemplate EventTemplate::of(std::span<const Part> parts) {
  EventTemplate result;
  result.parts_.assign(parts.begin(), parts.end());
  return result;
}

std::string EventTemplate::text(const Event& event) const {
  std::string text(bound(event), '\0');
  text::Writer out{text};
  render(event, out);
  text.resize(out.size());
  return text;
}

std::optional<EventTemplate::Around> EventTemplate::around(std::string_view placeholder,
                                                           const Event& event) const {
  if (std::ranges::count(parts_, placeholder, &Part::placeholder) != 1) return std::nullopt;
  const auto at = std::ranges::find(parts_, placeholder, &Part::placeholder);
  return Around{of({parts_.begin(), at}).text(event), of({at + 1, parts_.end()}).text(event),
                at->encoded};
}

bool EventTemplate::keeps_apart(bool (*separates)(std::string_view text)) const {
  bool apart = true;  // from the placeholder before, if any
  for (const Part& part : parts_) {
    if (part.field == nullptr) {
      apart = apart || separates(part.literal);
    } else if (!std::exchange(apart, false)) {
      return false;
    }
  }
  return true;
}

std::string topic_glob(const EventTemplate& topic) {
  std::string glob;
  for (const EventTemplate::Part& part : topic.parts_) {
    glob += part.field == nullptr ? std::string_view{part.literal} : part.encoded ? "+" : "*";
  }
  return glob;
}

}  // namespace sluice::relay
