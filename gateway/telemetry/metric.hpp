#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "gateway/telemetry/series.hpp"

namespace sluice::telemetry {

enum class MetricType : std::uint8_t { counter, gauge, histogram };

[[nodiscard]] constexpr std::string_view to_string(MetricType type) noexcept {
  switch (type) {
    case MetricType::counter:
      return "counter";
    case MetricType::gauge:
      return "gauge";
    case MetricType::histogram:
      return "histogram";
  }
  return {};
}

/// Adds the series of one metric, with their values now.
using Collect = std::function<void(Series&)>;

/// One exported metric: its meaning for a reader, and how its values are had. The rooms that count
/// something declare theirs beside the probes, in a file named `*_metrics.cpp`.
struct Metric {
  std::string_view name;
  std::string_view help;
  MetricType type;
  std::vector<std::string_view> labels;
  Collect collect;

  /// Its values now; a series that is still zero is there too, as alerts need it.
  [[nodiscard]] std::vector<Sample> read() const;
};

using Metrics = std::vector<Metric>;

}  // namespace sluice::telemetry
