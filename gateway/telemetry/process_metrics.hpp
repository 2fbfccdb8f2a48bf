#pragma once

#include "gateway/telemetry/metric.hpp"

namespace sluice::telemetry {

/// What runs, and what the operating system knows of the process. Named as Prometheus' own client
/// libraries name them: dashboards for any process know them.
[[nodiscard]] Metrics process_metrics();

}  // namespace sluice::telemetry
