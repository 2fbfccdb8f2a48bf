#pragma once

#include <string>

#include "gateway/app/probes.hpp"
#include "gateway/telemetry/log_metrics.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::app {

/// Every metric there is, in the order in which it is exported and documented. A new one is a
/// member of a probe and an entry in the file `*_metrics.cpp` beside it. `probes` outlives them.
[[nodiscard]] telemetry::Metrics catalog(const Probes& probes, telemetry::LinesLost log_lines_lost);

/// docs/metrics.md.
[[nodiscard]] std::string metrics_page();

}  // namespace sluice::app
