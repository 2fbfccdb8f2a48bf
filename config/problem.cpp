#include "config/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace sluice::config {
namespace {

constexpr std::size_t longest_shown = 64;

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

std::string to_string(const Problem& problem) {
  const std::string_view separator = problem.path.empty() ? "" : ": ";
  return fmt::format("{}:{}:{}: {}{}{}", problem.file, problem.at.line, problem.at.column,
                     problem.path, separator, problem.message);
}

std::string printable(std::string_view text) {
  std::string shown;
  const std::string_view cut = text.substr(0, longest_shown);
  for (std::size_t i = 0; i < cut.size(); ++i) {
    const auto byte = static_cast<unsigned char>(cut[i]);
    const auto next = static_cast<unsigned char>(i + 1 < cut.size() ? cut[i + 1] : 0);
    const bool control_of_two_bytes = byte == 0xc2 && next >= 0x80 && next < 0xa0;
    if (byte < 0x20 || byte == 0x7f || control_of_two_bytes) {
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", control_of_two_bytes ? next : byte);
      if (control_of_two_bytes) ++i;
    } else {
      shown += cut[i];
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
