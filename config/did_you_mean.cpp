#include "config/did_you_mean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace sluice::config {
namespace {

/// Longer text is no mistyped word.
constexpr std::size_t longest_word = 64;

/// The number of letters that were left out, added, mistaken or swapped with their neighbour: three
/// rows of the table of "optimal string alignment".
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = last[j] + (from[i] == to[j] ? 0 : 1);
      row[j + 1] = std::min({replaced, row[j] + 1, last[j + 1] + 1});
      if (i > 0 && j > 0 && from[i] == to[j - 1] && from[i - 1] == to[j]) {
        row[j + 1] = std::min(row[j + 1], before_last[j - 1] + 1);
      }
    }
    before_last = last;
    last = row;
  }
  return last.back();
}

}  // namespace

std::string did_you_mean(std::string_view written,
                         const std::vector<std::string_view>& candidates) {
  if (written.size() > longest_word) return {};
  // A third of the letters may differ: a larger limit finds unrelated words.
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
