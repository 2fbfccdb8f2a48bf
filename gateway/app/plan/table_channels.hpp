#pragma once

#include <vector>

#include "gateway/app/plan/plan.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/relay/table_rows.hpp"

namespace sluice::app {

/// The presence channels, of all connections, whose members are rows of tables at the sink.
[[nodiscard]] std::vector<relay::TableChannel> table_channels(const Plan& plan, SinkId sink);

}  // namespace sluice::app
