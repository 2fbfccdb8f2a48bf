#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace sluice::config {
namespace {

constexpr std::size_t longest_shown = 64;

/// Levenshtein's distance, one row at a time.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const char letter : from) {
    std::size_t diagonal = row[0]++;
    for (std::size_t i = 0; i < to.size(); ++i) {
      const std::size_t replaced = diagonal + (letter == to[i] ? 0 : 1);
      diagonal = row[i + 1];
      row[i + 1] = std::min({replaced, row[i] + 1, row[i + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string to_string(const Problem& problem) {
  const std::string_view separator = problem.path.empty() ? "" : ": ";
  return fmt::format("{}:{}:{}: {}{}{}", problem.file, problem.at.line, problem.at.column,
                     problem.path, separator, problem.message);
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char letter : text.substr(0, longest_shown)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", byte);
    } else {
      shown += letter;
    }
  }
  if (text.size() > longest_shown) shown += "…";
  return shown;
}

std::string quoted(std::string_view text) {
  return fmt::format("'{}'", printable(text));
}

std::string did_you_mean(std::string_view written,
                         const std::vector<std::string_view>& candidates) {
  if (written.size() > longest_shown) return {};
  // A third of the letters may differ: more finds words the author never meant.
  std::size_t best_distance = (written.size() + 2) / 3 + 1;
  std::string_view best;
  for (const std::string_view candidate : candidates) {
    const std::size_t found = distance(written, candidate);
    if (found < best_distance && found < std::min(written.size(), candidate.size())) {
      best_distance = found;
      best = candidate;
    }
  }
  return best.empty() ? std::string{} : fmt::format(" (did you mean '{}'?)", best);
}

}  // namespace sluice::config
