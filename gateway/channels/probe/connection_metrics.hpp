#pragma once

#include <list>

#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::channels {

/// The metrics of connections. `probes` outlives them.
[[nodiscard]] telemetry::Metrics connection_metrics(const std::list<ConnectionProbe>& probes);

}  // namespace sluice::channels
