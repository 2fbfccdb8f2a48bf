#pragma once

#include <list>

#include "gateway/app/table_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::app {

/// The metrics of the sinks' tables, each added up over the shards. `probes` outlives them.
[[nodiscard]] telemetry::Metrics table_metrics(const std::list<TableProbe>& probes);

}  // namespace sluice::app
