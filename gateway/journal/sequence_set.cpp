#include "gateway/journal/sequence_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sluice::journal {

std::uint64_t count_of(const std::vector<Range>& ranges) noexcept {
  std::uint64_t count = 0;
  for (const Range& range : ranges) count += range.count();
  return count;
}

std::string to_string(const std::vector<Range>& ranges) {
  std::string text;
  for (const auto& range : ranges) {
    if (!text.empty()) text += ' ';
    text += range.first == range.last ? std::to_string(range.first)
                                      : fmt::format("{}-{}", range.first, range.last);
  }
  return text;
}

void SequenceSet::add(Range range) {
  if (range.last <= through_) return;
  if (range.first <= through_ + 1) {
    through_ = range.last;
  } else {
    auto at = beyond_.lower_bound(range.first);
    if (at != beyond_.begin() && std::prev(at)->second + 1 >= range.first) --at;
    while (at != beyond_.end() && at->first <= range.last + 1) {
      range = {std::min(range.first, at->first), std::max(range.last, at->second)};
      at = beyond_.erase(at);
    }
    beyond_.emplace(range.first, range.last);
  }
  while (!beyond_.empty() && beyond_.begin()->first <= through_ + 1) {
    through_ = std::max(through_, beyond_.begin()->second);
    beyond_.erase(beyond_.begin());
  }
}

bool SequenceSet::contains(std::uint64_t sequence) const noexcept {
  if (sequence <= through_) return true;
  const auto after = beyond_.upper_bound(sequence);
  return after != beyond_.begin() && std::prev(after)->second >= sequence;
}

std::vector<Range> SequenceSet::missing(Range within) const {
  std::vector<Range> gaps;
  std::uint64_t next = std::max(within.first, through_ + 1);
  auto at = beyond_.upper_bound(next);
  if (at != beyond_.begin()) next = std::max(next, std::prev(at)->second + 1);
  for (; next <= within.last && at != beyond_.end(); ++at) {
    if (at->first > within.last) break;
    gaps.push_back({next, at->first - 1});
    next = at->second + 1;
  }
  if (next <= within.last) gaps.push_back({next, within.last});
  return gaps;
}

}  // namespace sluice::journal
