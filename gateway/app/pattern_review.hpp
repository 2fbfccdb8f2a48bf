#pragma once

#include <vector>

#include "config/remarks.hpp"

namespace sluice::app {

/// Patterns of routes that match no channel of the route's connections: often a typing mistake.
[[nodiscard]] std::vector<config::Remark> find_idle_patterns(const config::Gateway& config);

}  // namespace sluice::app
