#pragma once

#include "gateway/app/reload_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::app {

/// The metrics of reloads. `probe` outlives them.
[[nodiscard]] telemetry::Metrics reload_metrics(const ReloadProbe& probe);

}  // namespace sluice::app
