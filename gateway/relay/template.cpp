#include "gateway/relay/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/relay/template_text.hpp"

namespace sluice::relay {
namespace {

struct Placeholder {
  std::string_view name;
  std::string_view Event::*field;
};

constexpr std::array<Placeholder, 4> placeholders{{{"connection", &Event::connection},
                                                   {"channel", &Event::channel},
                                                   {"event", &Event::name},
                                                   {"user_id", &Event::user_id}}};

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
      result.parts_.push_back({std::move(piece.text), nullptr});
      continue;
    }
    const auto* const found = std::ranges::find(placeholders, piece.text, &Placeholder::name);
    if (found == placeholders.end()) return unknown_placeholder(piece.text);
    result.parts_.push_back({{}, found->field});
  }
  return result;
}

Template Template::literal(std::string text) {
  Template result;
  if (!text.empty()) result.parts_.push_back({std::move(text), nullptr});
  return result;
}

void Template::render(const Event& event, Writer& out) const noexcept {
  for (const Part& part : parts_) out.append(part.text(event));
}

std::size_t Template::bound(const Event& event) const noexcept {
  std::size_t bytes = 0;
  for (const Part& part : parts_) bytes += part.text(event).size();
  return bytes;
}

bool Template::has_literal_prefix() const noexcept {
  return !parts_.empty() && parts_.front().field == nullptr;
}

std::string topic_glob(const Template& topic) {
  std::string glob;
  for (const Template::Part& part : topic.parts_) {
    glob += part.field == nullptr ? std::string_view{part.literal} : "*";
  }
  return glob;
}

}  // namespace sluice::relay
