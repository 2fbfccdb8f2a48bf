#pragma once

#include <cstdint>
#include <functional>

#include "gateway/telemetry/metric.hpp"

namespace sluice::telemetry {

/// The number of log lines that were lost so far.
using LinesLost = std::function<std::uint64_t()>;

/// The metrics of the log itself.
[[nodiscard]] Metrics log_metrics(LinesLost lines_lost);

}  // namespace sluice::telemetry
