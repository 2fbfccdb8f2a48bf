#include "config/problem.hpp"

#include <fmt/format.h>

#include "config/visible_text.hpp"

namespace sluice::config {
namespace {

constexpr std::size_t longest_shown = 64;

}  // namespace

std::string to_string(const Problem& problem) {
  const std::string_view separator = problem.path.empty() ? "" : ": ";
  return fmt::format("{}:{}:{}: {}{}{}", problem.file, problem.at.line, problem.at.column,
                     problem.path, separator, problem.message);
}

std::string printable(std::string_view text) {
  return visible(text.substr(0, longest_shown)) + (text.size() > longest_shown ? "…" : "");
}

std::string quoted(std::string_view text) {
  return fmt::format("'{}'", printable(text));
}

}  // namespace sluice::config
