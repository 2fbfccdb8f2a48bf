#pragma once

#include <string_view>

namespace sluice::connectors {

/// Whether librdkafka's statistics (a JSON object, STATISTICS.md) show a broker that is up.
[[nodiscard]] bool any_broker_up(std::string_view statistics);

}  // namespace sluice::connectors
