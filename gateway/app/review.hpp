#pragma once

#include <vector>

#include "config/remarks.hpp"

namespace sluice::app {

/// The mistakes in routes and returns that the relay, or the sink that they lead to, refuses.
[[nodiscard]] std::vector<config::Remark> find_faults(const config::Gateway& config);

/// Where a return may read what a route writes, a pattern matches nothing, a window is too large.
[[nodiscard]] std::vector<config::Remark> find_warnings(const config::Gateway& config);

}  // namespace sluice::app
