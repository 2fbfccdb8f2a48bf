#pragma once

#include <span>
#include <string>

#include "config/connector_type.hpp"
#include "config/gateway_config.hpp"

namespace sluice::config {

/// docs/config.md: every key of every section, including those of all connectors.
[[nodiscard]] std::string describe(const ConnectorTypes& types);

/// The same as a JSON Schema.
[[nodiscard]] std::string json_schema(const ConnectorTypes& types);

/// The effective configuration as YAML: with every default, and every secret as `***`.
[[nodiscard]] std::string print(const Gateway& gateway, const ConnectorTypes& types);

}  // namespace sluice::config
