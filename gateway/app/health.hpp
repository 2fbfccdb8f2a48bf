#pragma once

#include <string>

#include "config/gateway_config.hpp"
#include "gateway/app/probes.hpp"
#include "gateway/net/admin_server.hpp"

namespace sluice::app {

/// Checks `needs`. The text names everything that is down. A kind that the configuration does not
/// use always passes.
[[nodiscard]] net::Health readiness(const config::Ready& needs, const Probes& probes);

}  // namespace sluice::app
