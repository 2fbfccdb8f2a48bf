#pragma once

#include <list>

#include "gateway/relay/outbox_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::relay {

/// The metrics of outboxes, each added up over the shards. `probes` outlives them.
[[nodiscard]] telemetry::Metrics outbox_metrics(const std::list<OutboxProbe>& probes);

}  // namespace sluice::relay
