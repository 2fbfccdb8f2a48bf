#pragma once

#include <list>

#include "gateway/net/shard_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::net {

/// The metrics of the shards' loops. `probes` outlives them.
[[nodiscard]] telemetry::Metrics shard_metrics(const std::list<ShardProbe>& probes);

}  // namespace sluice::net
