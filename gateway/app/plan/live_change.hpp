#pragma once

#include <string>
#include <vector>

#include "gateway/app/plan/difference.hpp"

namespace sluice::app {

/// What a running process cannot follow from one plan to the other: a line for each part, which
/// names its keys. Empty when it can follow all: nothing but routes and `route_mode` differ, and
/// the tables see the same events. Pure.
[[nodiscard]] std::vector<std::string> needs_restart(const Plan& before, const Plan& after,
                                                     const Difference& difference);

}  // namespace sluice::app
