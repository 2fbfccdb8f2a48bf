#pragma once

#include <string_view>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/core/event.hpp"

namespace sluice::app {

/// The names of the connections that subscribe to the channel; where none does, of all.
[[nodiscard]] std::vector<std::string_view> likely_connections(const config::Gateway& config,
                                                               std::string_view channel);

/// Whether such an event can come: its connection subscribes to its channel, or needs not to.
[[nodiscard]] bool can_come(const config::Gateway& config, const Event& event);

}  // namespace sluice::app
