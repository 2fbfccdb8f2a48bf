#pragma once

#include <span>
#include <string>

#include "config/gateway_config.hpp"
#include "config/sink_type.hpp"

namespace sluice::config {

/// docs/config.md: every key of every section, those of all connectors included.
[[nodiscard]] std::string describe(std::span<const SinkType> sink_types);

/// The effective configuration as YAML: every default in its place, every secret as `***`.
[[nodiscard]] std::string print(const Gateway& gateway, std::span<const SinkType> sink_types);

}  // namespace sluice::config
