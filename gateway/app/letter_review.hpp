#pragma once

#include <vector>

#include "config/remarks.hpp"

namespace sluice::app {

/// Dead-letter topics from which letters come back to the rule that sent them, and pairs of topics
/// that the gateway cannot tell apart.
[[nodiscard]] std::vector<config::Remark> find_bad_dead_letters(const config::Gateway& config);

/// Routes that may write to their own dead-letter topic.
[[nodiscard]] std::vector<config::Remark> find_mixed_dead_letters(const config::Gateway& config);

}  // namespace sluice::app
