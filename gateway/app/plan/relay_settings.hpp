#pragma once

#include <optional>

#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/plan/names.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/router.hpp"

namespace sluice::app {

/// What the configuration says of routes and outboxes, in the relay's own terms. A route that a
/// return may read marks its records as ours, whether the file asks for it or not.
[[nodiscard]] relay::RouteRule route_rule(const config::Gateway& config, const Names& names,
                                          const config::Route& route);
[[nodiscard]] std::vector<relay::RouteRule> route_rules(const config::Gateway& config,
                                                        const Names& names);
[[nodiscard]] relay::OutboxSettings outbox_settings(const config::Outbox& outbox,
                                                    const std::optional<config::Journal>& journal);

}  // namespace sluice::app
