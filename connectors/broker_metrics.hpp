#pragma once

#include <list>

#include "connectors/broker_probes.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::connectors {

/// The metrics of sinks, each added up over the shards. `probes` outlives them.
[[nodiscard]] telemetry::Metrics sink_metrics(const std::list<SinkProbe>& probes);
/// The metrics of sources. `probes` outlives them.
[[nodiscard]] telemetry::Metrics source_metrics(const std::list<SourceProbe>& probes);

}  // namespace sluice::connectors
