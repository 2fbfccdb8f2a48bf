#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/telemetry/probes.hpp"
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

/// One exported metric: what a reader is told of it, and how it is read from the probes.
struct Metric {
  std::string_view name;
  std::string_view help;
  MetricType type;
  std::vector<std::string_view> labels;
  void (*collect)(const Probes& probes, Series& series);

  /// Its values now; a series that is still zero is there too, as alerts need it.
  [[nodiscard]] std::vector<Sample> read(const Probes& probes) const;
};

/// Every metric there is, in the order in which it is exported and documented. A new one is a
/// member of a probe in probes.hpp and an entry in the file of its kind, such as sink_metrics.cpp.
[[nodiscard]] std::span<const Metric> catalog();

}  // namespace sluice::telemetry
