#pragma once

#include <list>

#include "gateway/returns/path_probe.hpp"
#include "gateway/returns/return_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::returns {

/// The metrics of what sources bring. `probes` outlives them.
[[nodiscard]] telemetry::Metrics path_metrics(const std::list<PathProbe>& probes);
/// The metrics of returns. `probes` outlives them.
[[nodiscard]] telemetry::Metrics return_metrics(const std::list<ReturnProbe>& probes);

}  // namespace sluice::returns
