#pragma once

#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/core/error.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/router.hpp"

namespace sluice::app {

/// What the configuration says of routes and outboxes, in the relay's own terms.
[[nodiscard]] relay::RouteRule route_rule(const config::Route& route, std::size_t sink);
[[nodiscard]] std::vector<relay::RouteRule> route_rules(const config::Gateway& config);
[[nodiscard]] relay::RouteMode route_mode(const config::Gateway& config);
[[nodiscard]] relay::OutboxSettings outbox_settings(const config::Outbox& outbox);

}  // namespace sluice::app
