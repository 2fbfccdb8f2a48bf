#include "config/pem_check.hpp"

#include <fmt/format.h>

#include "config/text_file.hpp"
#include "config/value.hpp"

namespace sluice::config {
namespace {

/// Larger than any bundle of authorities.
constexpr std::size_t largest = 16 << 20;

bool has_block(std::string_view text, std::string_view label) {
  constexpr std::string_view mark = "-----";
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    const std::size_t end = line.find(mark, mark.size());
    if (end == line.npos || !line.substr(mark.size()).starts_with("BEGIN ")) continue;
    if (line.substr(0, end).ends_with(label)) return true;
  }
  return false;
}

}  // namespace

void check_pem_file(const Value& section, std::string_view key, std::string_view label) {
  const auto path = section.find(key);
  // A value that is not text was reported already.
  if (!path || path->node().type != Node::Type::scalar || path->node().text.empty()) return;
  const Result<std::string> content = read_text_file(path->node().text, largest);
  if (!content) {
    path->problem(fmt::format("file {}: {}", path->shown(), content.error().message));
  } else if (!has_block(*content, label)) {
    path->problem(fmt::format("file {} holds no {} in PEM form", path->shown(), label));
  }
}

}  // namespace sluice::config
