#include "gateway/relay/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/relay/json_string.hpp"
#include "gateway/relay/template_text.hpp"

namespace sluice::relay {
namespace {

struct Placeholder {
  std::string_view name;
  std::string_view (*field)(const Event& event) noexcept;
};

constexpr std::array<Placeholder, 5> placeholders{
    {{"connection", [](const Event& event) noexcept { return event.connection; }},
     {"channel", [](const Event& event) noexcept { return event.channel; }},
     {"event", [](const Event& event) noexcept { return event.name; }},
     {"kind", [](const Event& event) noexcept { return to_string(event.kind); }},
     {"user_id", [](const Event& event) noexcept { return event.user_id; }}}};

Error unknown_placeholder(std::string_view name) {
  std::string known;
  for (const Placeholder& placeholder : placeholders) {
    known += fmt::format(" {{{}}}", placeholder.name);
  }
  return {fmt::format("unknown placeholder {{{}}}, known:{}", name, known)};
}

}  // namespace

Result<Template> Template::parse(std::string_view text) {
  Result<std::vector<TemplatePiece>> pieces = split_template(text);
  if (!pieces) return std::move(pieces).error();
  Template result;
  for (TemplatePiece& piece : *pieces) {
    if (!piece.placeholder) {
      result.parts_.push_back({std::move(piece.text)});
      continue;
    }
    const auto* const found = std::ranges::find(placeholders, piece.text, &Placeholder::name);
    if (found == placeholders.end()) return unknown_placeholder(piece.text);
    result.parts_.push_back({{}, found->name, found->field});
  }
  return result;
}

Template Template::literal(std::string text) {
  Template result;
  if (!text.empty()) result.parts_.push_back({std::move(text)});
  return result;
}

void Template::render(const Event& event, Writer& out) const noexcept {
  for (const Part& part : parts_) out.append(part.text(event));
}

void Template::render_escaped(const Event& event, Writer& out) const noexcept {
  for (const Part& part : parts_) escape(part.text(event), out);
}

std::size_t Template::bound(const Event& event) const noexcept {
  std::size_t bytes = 0;
  for (const Part& part : parts_) bytes += part.text(event).size();
  return bytes;
}

bool Template::has_literal_prefix() const noexcept {
  return !parts_.empty() && parts_.front().field == nullptr;
}

bool Template::mentions(std::string_view placeholder) const noexcept {
  return std::ranges::find(parts_, placeholder, &Part::placeholder) != parts_.end();
}

std::string topic_glob(const Template& topic) {
  std::string glob;
  for (const Template::Part& part : topic.parts_) {
    glob += part.field == nullptr ? std::string_view{part.literal} : "*";
  }
  return glob;
}

}  // namespace sluice::relay
