#pragma once

#include <vector>

#include "gateway/telemetry/catalog.hpp"

namespace sluice::telemetry {

/// The part of the catalog that is about connections to Channels servers.
[[nodiscard]] std::vector<Metric> connection_metrics();

}  // namespace sluice::telemetry
