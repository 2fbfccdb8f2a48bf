#pragma once

#include <cstddef>
#include <vector>

namespace sluice::test {

/// How a value changes over time: pure.
class Trend {
 public:
  void add(double hours, double value) { samples_.push_back({hours, value}); }
  void clear() { samples_.clear(); }

  [[nodiscard]] std::size_t count() const { return samples_.size(); }
  // Of the values; there must be one.
  [[nodiscard]] double first() const { return samples_.front().value; }
  [[nodiscard]] double last() const { return samples_.back().value; }
  /// Of the straight line with the least squares; 0 where there is no line.
  [[nodiscard]] double slope_an_hour() const;

 private:
  struct Sample {
    double hours;
    double value;
  };
  std::vector<Sample> samples_;
};

}  // namespace sluice::test
