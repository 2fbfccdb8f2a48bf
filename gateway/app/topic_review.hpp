#pragma once

#include <vector>

#include "config/remarks.hpp"

namespace sluice::app {

/// Topics and headers of routes and dead letters that a sink refuses for every event, because of
/// their literal text.
[[nodiscard]] std::vector<config::Remark> find_impossible_topics(const config::Gateway& config);

}  // namespace sluice::app
