#pragma once

#include <string>
#include <vector>

#include "gateway/app/plan/difference.hpp"

namespace sluice::app {

/// What a running process cannot follow from one plan to the other: a line for each part, which
/// names its keys. Empty when it can follow all: routes, `route_mode`, connections, sources and
/// returns, and sinks that stay, as long as the tables see the same events and nothing is replaced
/// that they are tied to, other certificates aside. Pure.
[[nodiscard]] std::vector<std::string> needs_restart(const Plan& before, const Plan& after,
                                                     const Difference& difference);

}  // namespace sluice::app
