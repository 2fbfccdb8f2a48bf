#pragma once

#include <string>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/plan/names.hpp"
#include "gateway/returns/channel_shares.hpp"
#include "gateway/returns/message_window.hpp"
#include "gateway/returns/return_rule.hpp"

namespace sluice::app {

/// What the configuration says of the way back, in the relay's own terms. Names that lead nowhere,
/// in a file that has problems, are left out.
[[nodiscard]] std::vector<returns::ReturnRule> return_rules(const config::Gateway& config,
                                                            const Names& names);

/// The channels that each connection subscribes to.
[[nodiscard]] std::vector<returns::WantedChannels> wanted_channels(const config::Gateway& config,
                                                                   const Names& names);

[[nodiscard]] returns::WindowSettings window_settings(const config::Window& window);

}  // namespace sluice::app
