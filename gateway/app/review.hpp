#pragma once

#include <vector>

#include "config/remarks.hpp"

namespace sluice::app {

/// What the relay refuses in the routes and returns of a configuration.
[[nodiscard]] std::vector<config::Remark> find_faults(const config::Gateway& config);

/// Where a return may read what a route writes, a pattern matches nothing, a window is too large.
[[nodiscard]] std::vector<config::Remark> find_warnings(const config::Gateway& config);

}  // namespace sluice::app
