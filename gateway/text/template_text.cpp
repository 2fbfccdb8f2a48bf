#include "gateway/text/template_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sluice::text {
namespace {

Error stray_brace(char brace, std::size_t at) {
  return {fmt::format("unbalanced {0} at character {1}; write {0}{0} for the brace itself", brace,
                      at + 1)};
}

void add_literal(std::string_view text, std::vector<TemplatePiece>& pieces) {
  if (text.empty()) return;
  const bool extends = !pieces.empty() && !pieces.back().placeholder;
  if (!extends) pieces.emplace_back();
  pieces.back().text += text;
}

}  // namespace

Result<std::vector<TemplatePiece>> split_template(std::string_view text) {
  std::vector<TemplatePiece> pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t brace = std::min(text.find_first_of("{}", at), text.size());
    add_literal(text.substr(at, brace - at), pieces);
    if (brace == text.size()) break;
    if (text.substr(brace + 1, 1) == text.substr(brace, 1)) {
      add_literal(text.substr(brace, 1), pieces);
      at = brace + 2;
      continue;
    }
    const std::size_t close = text.find('}', brace);
    if (text[brace] == '}' || close == std::string_view::npos) {
      return stray_brace(text[brace], brace);
    }
    pieces.push_back({true, std::string{text.substr(brace + 1, close - brace - 1)}});
    at = close + 1;
  }
  return pieces;
}

Result<LiteralText> literal_text(std::string_view text) {
  Result<std::vector<TemplatePiece>> pieces = split_template(text);
  if (!pieces) return std::move(pieces).error();
  LiteralText literal;
  for (const TemplatePiece& piece : *pieces) {
    if (piece.placeholder) {
      literal.is_whole = false;
    } else {
      literal.text += piece.text;
    }
  }
  return literal;
}

Result<Placeholder> split_placeholder(std::string_view text, std::string_view known) {
  const std::size_t bar = text.rfind('|');
  if (bar == text.npos) return Placeholder{text, {}};
  const std::string_view filter = text.substr(bar + 1);
  if (filter == known) return Placeholder{text.substr(0, bar), filter};
  return Error{fmt::format("unknown filter |{0} in {{{1}}}, known: |{2}", filter, text, known)};
}

}  // namespace sluice::text
