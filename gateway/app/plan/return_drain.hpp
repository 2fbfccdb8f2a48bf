#pragma once

#include <vector>

#include "config/gateway_config.hpp"
#include "config/remarks.hpp"

// Whether what the returns have under way can leave while the gateway stops.
namespace sluice::app {

/// The time for this: most of `drain_timeout`, because the outboxes are almost empty by then.
[[nodiscard]] config::Duration sources_drain_time(const config::Gateway& config);

/// Warns of each return whose source may hold more than its connections publish as client events in
/// that time.
[[nodiscard]] std::vector<config::Remark> find_windows_too_large(const config::Gateway& config);

}  // namespace sluice::app
