#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "config/gateway_config.hpp"

namespace sluice::app {

/// By default the cores but one, which is left to the client libraries' threads and the kernel.
[[nodiscard]] std::size_t shard_count(const config::Gateway& config);

/// The shard on which a connection or a source lives: found by its name, so that one stays where it
/// is when others come and go.
[[nodiscard]] inline std::size_t home_of(const std::string& name, std::size_t shards) {
  return std::hash<std::string>{}(name) % shards;
}

}  // namespace sluice::app
