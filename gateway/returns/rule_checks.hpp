#pragma once

#include <optional>
#include <string>

#include "gateway/returns/channel_shares.hpp"
#include "gateway/returns/return_rule.hpp"

namespace sluice::returns {

/// Why no event of this return could ever be published, as far as its templates say it before there
/// is a message: about its channel, and about its event's name.
[[nodiscard]] std::optional<std::string> channel_problem(const Return& checked,
                                                         const ChannelShares& shares);
[[nodiscard]] std::optional<std::string> event_problem(const Return& checked);

}  // namespace sluice::returns
