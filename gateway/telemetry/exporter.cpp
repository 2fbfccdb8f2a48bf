#include "gateway/telemetry/exporter.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <vector>

namespace sluice::telemetry {
namespace {

prometheus::MetricType type_of(const Metric& metric) {
  switch (metric.type) {
    case MetricType::counter:
      return prometheus::MetricType::Counter;
    case MetricType::gauge:
      return prometheus::MetricType::Gauge;
    case MetricType::histogram:
      return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

void fill(const HistogramSum& sum, prometheus::ClientMetric::Histogram& histogram) {
  for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
    histogram.sample_count += sum.buckets[i];
    const bool last = i == Histogram::bounds.size();
    histogram.bucket.push_back(
        {histogram.sample_count,
         last ? std::numeric_limits<double>::infinity() : Histogram::bounds[i]});
  }
  histogram.sample_sum = sum.seconds;
}

prometheus::ClientMetric series_of(const Metric& metric, const Sample& sample) {
  prometheus::ClientMetric series;
  for (std::size_t i = 0; i < sample.label_values.size(); ++i) {
    series.label.push_back({std::string{metric.labels[i]}, sample.label_values[i]});
  }
  // The serializer reads the member that belongs to the type.
  series.counter.value = sample.value;
  series.gauge.value = sample.value;
  if (metric.type == MetricType::histogram) fill(sample.histogram, series.histogram);
  return series;
}

}  // namespace

std::string expose(std::span<const Metric> metrics) {
  std::vector<prometheus::MetricFamily> families;
  families.reserve(metrics.size());
  for (const auto& metric : metrics) {
    auto& family = families.emplace_back(prometheus::MetricFamily{
        std::string{metric.name}, std::string{metric.help}, type_of(metric), {}});
    for (const Sample& sample : metric.read()) {
      family.metric.push_back(series_of(metric, sample));
    }
  }
  return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace sluice::telemetry
