#pragma once

#include <optional>
#include <string>

#include "gateway/returns/channel_shares.hpp"
#include "gateway/returns/return_rule.hpp"

namespace sluice::returns {

/// The reason why no event of this return could ever be published, as far as the templates alone
/// prove it: because of the channel, or because of the event's name.
[[nodiscard]] std::optional<std::string> channel_problem(const Return& checked,
                                                         const ChannelShares& shares);
[[nodiscard]] std::optional<std::string> event_problem(const Return& checked);

}  // namespace sluice::returns
