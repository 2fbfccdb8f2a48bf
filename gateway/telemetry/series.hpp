#pragma once

#include <prometheus/metric_family.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "gateway/telemetry/counter.hpp"

namespace sluice::telemetry {

/// The sum of one or several histograms at one moment.
struct HistogramSum {
  std::array<std::uint64_t, Histogram::bounds.size() + 1> buckets{};
  double seconds = 0.0;

  void add(const Histogram& histogram) noexcept;
};

/// Takes the values of one metric at one moment: one call of add() is one exported series. Label
/// values come in the order in which the metric declares its labels.
class Series {
 public:
  Series(prometheus::MetricFamily& family, std::span<const std::string_view> labels)
      : family_(family), labels_(labels) {}

  void add(std::initializer_list<std::string_view> label_values, double value);
  void add(std::initializer_list<std::string_view> label_values, const HistogramSum& sum);

 private:
  prometheus::ClientMetric& append(std::initializer_list<std::string_view> label_values);

  prometheus::MetricFamily& family_;
  std::span<const std::string_view> labels_;
};

}  // namespace sluice::telemetry
