#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/telemetry/counter.hpp"

namespace sluice::telemetry {

/// The sum of one or several histograms at one moment.
struct HistogramSum {
  std::array<std::uint64_t, Histogram::bounds.size() + 1> buckets{};
  double seconds = 0.0;

  void add(const Histogram& histogram) noexcept;
};

/// One exported series at one moment.
struct Sample {
  std::vector<std::string> label_values;
  double value = 0.0;      ///< of a counter or a gauge
  HistogramSum histogram;  ///< of a histogram
};

/// Takes the values of one metric at one moment: one call of add() is one exported series. Label
/// values come in the order in which the metric declares its labels.
class Series {
 public:
  explicit Series(std::size_t labels) noexcept : labels_(labels) {}

  void add(std::initializer_list<std::string_view> label_values, double value);
  void add(std::initializer_list<std::string_view> label_values, const HistogramSum& sum);

  [[nodiscard]] std::vector<Sample> take() && { return std::move(samples_); }

 private:
  Sample& append(std::initializer_list<std::string_view> label_values);

  std::size_t labels_;
  std::vector<Sample> samples_;
};

}  // namespace sluice::telemetry
