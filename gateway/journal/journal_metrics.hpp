#pragma once

#include <list>

#include "gateway/journal/journal_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::journal {

/// The metrics of the sinks' journals, each added up over the shards. `probes` outlives them.
[[nodiscard]] telemetry::Metrics journal_metrics(const std::list<JournalProbe>& probes);

[[nodiscard]] telemetry::Metrics inbox_metrics(const std::list<InboxProbe>& probes);

}  // namespace sluice::journal
