#pragma once

#include <string>

#include "gateway/telemetry/probes.hpp"

namespace sluice::telemetry {

/// The Prometheus text exposition of all probes, summed at scrape time. From any thread.
[[nodiscard]] std::string expose(const Probes& probes);

/// docs/metrics.md, from the same declarations that `expose` uses.
[[nodiscard]] std::string describe_metrics();

}  // namespace sluice::telemetry
