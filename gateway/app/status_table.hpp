#pragma once

#include <string>
#include <string_view>

namespace sluice::app {

/// What /api/v1/status says, for people: a line for the configuration, and a table each for
/// connections, sinks, sources and returns, without those that have nothing. Channels that are not
/// subscribed are listed below their connection. Throws std::runtime_error for text that is no such
/// answer. Pure.
[[nodiscard]] std::string status_table(std::string_view json);

}  // namespace sluice::app
