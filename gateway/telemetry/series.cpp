#include "gateway/telemetry/series.hpp"

#include "gateway/core/error.hpp"

namespace sluice::telemetry {

void HistogramSum::add(const Histogram& histogram) noexcept {
  for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += histogram.bucket(i);
  seconds += histogram.sum();
}

void Series::add(std::initializer_list<std::string_view> label_values, double value) {
  append(label_values).value = value;
}

void Series::add(std::initializer_list<std::string_view> label_values, const HistogramSum& sum) {
  append(label_values).histogram = sum;
}

Sample& Series::append(std::initializer_list<std::string_view> label_values) {
  SLUICE_ASSERT(label_values.size() == labels_, "the catalog states every label of a metric");
  return samples_.emplace_back(Sample{{label_values.begin(), label_values.end()}, 0.0, {}});
}

}  // namespace sluice::telemetry
