#pragma once

#include "gateway/tap/tap_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::tap {

/// The metrics of taps. `probe` outlives them.
[[nodiscard]] telemetry::Metrics tap_metrics(const TapProbe& probe);

}  // namespace sluice::tap
