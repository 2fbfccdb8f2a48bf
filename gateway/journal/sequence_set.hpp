#pragma once

#include <cstdint>
#include <map>
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

/// A set of sequences as a watermark and ranges beyond it: small while they are added nearly in
/// order, so that one record which is slow to settle costs one range and no history.
class SequenceSet {
 public:
  void add(Range range);

  [[nodiscard]] bool contains(std::uint64_t sequence) const noexcept;
  [[nodiscard]] bool contains(Range range) const noexcept { return missing(range).empty(); }

  /// Every sequence up to here is in the set.
  [[nodiscard]] std::uint64_t through() const noexcept { return through_; }
  /// By their first sequence; apart from each other and from the watermark.
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& beyond() const noexcept {
    return beyond_;
  }
  /// The highest sequence that is in the set; or 0.
  [[nodiscard]] std::uint64_t last() const noexcept {
    return beyond_.empty() ? through_ : beyond_.rbegin()->second;
  }
  /// Those of `within` that are not in the set.
  [[nodiscard]] std::vector<Range> missing(Range within) const;

 private:
  std::uint64_t through_ = 0;
  std::map<std::uint64_t, std::uint64_t> beyond_;
};

}  // namespace sluice::journal
