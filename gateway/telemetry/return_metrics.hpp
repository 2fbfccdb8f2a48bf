#pragma once

#include <vector>

#include "gateway/telemetry/catalog.hpp"

namespace sluice::telemetry {

/// The part of the catalog that is about the way back: sources and returns.
[[nodiscard]] std::vector<Metric> return_metrics();

}  // namespace sluice::telemetry
