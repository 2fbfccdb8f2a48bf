#pragma once

#include <span>
#include <string>

#include "gateway/telemetry/metric.hpp"

namespace sluice::telemetry {

/// The Prometheus text exposition of these metrics, read now.
[[nodiscard]] std::string expose(std::span<const Metric> metrics);

/// docs/metrics.md, from the same declarations that `expose` uses. The values of a label are those
/// that the metrics have now.
[[nodiscard]] std::string describe(std::span<const Metric> metrics);

}  // namespace sluice::telemetry
