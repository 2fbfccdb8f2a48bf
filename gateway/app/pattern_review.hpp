#pragma once

#include <vector>

#include "config/remarks.hpp"

namespace sluice::app {

/// Patterns of routes that match no channel of the connections that the route takes events of. A
/// word that was mistyped looks like that.
[[nodiscard]] std::vector<config::Remark> find_idle_patterns(const config::Gateway& config);

}  // namespace sluice::app
