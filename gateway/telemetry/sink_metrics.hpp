#pragma once

#include <vector>

#include "gateway/telemetry/catalog.hpp"

namespace sluice::telemetry {

/// The part of the catalog that is about sinks, their outboxes and journals.
[[nodiscard]] std::vector<Metric> sink_metrics();

}  // namespace sluice::telemetry
