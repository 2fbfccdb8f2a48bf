#pragma once

#include <vector>

#include "config/pem_files.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::app {

/// The metrics of the certificates in use, which outlive them.
[[nodiscard]] telemetry::Metrics certificate_metrics(
    const std::vector<config::Certificates>& certificates);

}  // namespace sluice::app
