#include "gateway/relay/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

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

Error stray_brace(char brace, std::size_t at) {
  return {fmt::format("unbalanced {0} at character {1}; write {0}{0} for the brace itself", brace,
                      at + 1)};
}

}  // namespace

Result<Template> Template::parse(std::string_view text) {
  Template result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t brace = std::min(text.find_first_of("{}", at), text.size());
    result.add_literal(text.substr(at, brace - at));
    if (brace == text.size()) break;
    if (text.substr(brace + 1, 1) == text.substr(brace, 1)) {
      result.add_literal(text.substr(brace, 1));
      at = brace + 2;
      continue;
    }
    const std::size_t close = text.find('}', brace);
    if (text[brace] == '}' || close == std::string_view::npos) {
      return stray_brace(text[brace], brace);
    }
    const std::string_view name = text.substr(brace + 1, close - brace - 1);
    const auto* const found = std::ranges::find(placeholders, name, &Placeholder::name);
    if (found == placeholders.end()) return unknown_placeholder(name);
    result.parts_.push_back({{}, found->field});
    at = close + 1;
  }
  return result;
}

void Template::add_literal(std::string_view text) {
  if (text.empty()) return;
  const bool extends = !parts_.empty() && parts_.back().field == nullptr;
  if (!extends) parts_.emplace_back();
  parts_.back().literal += text;
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

}  // namespace sluice::relay
