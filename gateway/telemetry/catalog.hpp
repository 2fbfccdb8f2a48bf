#pragma once

#include <prometheus/metric_family.h>

#include <span>
#include <string_view>
#include <vector>

#include "gateway/telemetry/probes.hpp"
#include "gateway/telemetry/series.hpp"

namespace sluice::telemetry {

/// One exported metric: what a reader is told of it, and how it is read from the probes.
struct Metric {
  std::string_view name;
  std::string_view help;
  prometheus::MetricType type;
  std::vector<std::string_view> labels;
  void (*collect)(const Probes& probes, Series& series);

  /// Its values now; a series that is still zero is there too, as alerts need it.
  [[nodiscard]] prometheus::MetricFamily read(const Probes& probes) const;
};

/// Every metric there is, in the order in which it is exported and documented.
[[nodiscard]] std::span<const Metric> catalog();

}  // namespace sluice::telemetry
