#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sluice::journal {

/// Sequences from first to last, both included.
struct Range {
  std::uint64_t first{};
  std::uint64_t last{};

  [[nodiscard]] std::uint64_t count() const noexcept { return last - first + 1; }
  friend bool operator==(const Range&, const Range&) = default;
};

[[nodiscard]] std::uint64_t count_of(const std::vector<Range>& ranges) noexcept;

/// For people: `5-7 9`.
[[nodiscard]] std::string to_string(const std::vector<Range>& ranges);

/// A set of sequences as a watermark and the ranges beyond it. It stays small while sequences are
/// added nearly in order: one record that is slow to settle costs one range, not a history.
class SequenceSet {
 public:
  void add(Range range);

  [[nodiscard]] bool contains(std::uint64_t sequence) const noexcept;
  [[nodiscard]] bool contains(Range range) const noexcept { return missing(range).empty(); }

  /// The watermark: every sequence up to this one is in the set.
  [[nodiscard]] std::uint64_t through() const noexcept { return through_; }
  /// The ranges by their first sequence; they touch neither each other nor the watermark.
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& beyond() const noexcept {
    return beyond_;
  }
  /// The highest sequence in the set; 0 when it is empty.
  [[nodiscard]] std::uint64_t last() const noexcept {
    return beyond_.empty() ? through_ : beyond_.rbegin()->second;
  }
  /// The sequences of `within` that are not in the set.
  [[nodiscard]] std::vector<Range> missing(Range within) const;

 private:
  std::uint64_t through_ = 0;
  std::map<std::uint64_t, std::uint64_t> beyond_;
};

}  // namespace sluice::journal
