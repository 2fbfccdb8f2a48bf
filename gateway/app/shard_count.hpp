#pragma once

#include <cstddef>

#include "config/gateway_config.hpp"

namespace sluice::app {

/// By default the cores but one, which is left to the client libraries' threads and the kernel.
[[nodiscard]] std::size_t shard_count(const config::Gateway& config);

}  // namespace sluice::app
