#include "gateway/telemetry/series.hpp"

#include <limits>
#include <string>

#include "gateway/core/error.hpp"

namespace sluice::telemetry {

void HistogramSum::add(const Histogram& histogram) noexcept {
  for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += histogram.bucket(i);
  seconds += histogram.sum();
}

void Series::add(std::initializer_list<std::string_view> label_values, double value) {
  auto& metric = append(label_values);
  // A family is of one type; the serializer reads the member that belongs to it.
  metric.counter.value = value;
  metric.gauge.value = value;
}

void Series::add(std::initializer_list<std::string_view> label_values, const HistogramSum& sum) {
  auto& histogram = append(label_values).histogram;
  for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
    histogram.sample_count += sum.buckets[i];
    const bool last = i == Histogram::bounds.size();
    histogram.bucket.push_back(
        {histogram.sample_count,
         last ? std::numeric_limits<double>::infinity() : Histogram::bounds[i]});
  }
  histogram.sample_sum = sum.seconds;
}

prometheus::ClientMetric& Series::append(std::initializer_list<std::string_view> label_values) {
  SLUICE_ASSERT(label_values.size() == labels_.size(),
                "the catalog states every label of a metric");
  auto& metric = family_.metric.emplace_back();
  auto label = labels_.begin();
  for (const auto value : label_values) {
    metric.label.push_back({std::string{*label++}, std::string{value}});
  }
  return metric;
}

}  // namespace sluice::telemetry
