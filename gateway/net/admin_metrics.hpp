#pragma once

#include "gateway/net/admin_probe.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::net {

/// The metrics of the admin server. `probe` outlives them.
[[nodiscard]] telemetry::Metrics admin_metrics(const AdminProbe& probe);

}  // namespace sluice::net
