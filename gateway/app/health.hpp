#pragma once

#include <string>

#include "config/gateway_config.hpp"
#include "gateway/app/probes.hpp"
#include "gateway/net/admin_server.hpp"

namespace sluice::app {

/// Whether the connections, channels, sinks and sources that must be up are; the text names those
/// that are not. Where there are none of a kind, none is missing.
[[nodiscard]] net::Health readiness(const config::Ready& needs, const Probes& probes);

}  // namespace sluice::app
