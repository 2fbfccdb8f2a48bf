#pragma once

#include <span>

#include "config/gateway_config.hpp"
#include "connectors/connector.hpp"

namespace sluice::connectors {

/// Every connector of this build, in the order of connectors/CMakeLists.txt.
[[nodiscard]] std::span<const Connector* const> all();

/// The types of all connectors, for the configuration reader and describer.
[[nodiscard]] const config::ConnectorTypes& types();

/// The settings that the connector read for this sink or source. Null in a configuration with
/// problems, if they could not be read.
[[nodiscard]] const SinkSettings* settings_of(const config::Sink& sink);
[[nodiscard]] const SourceSettings* settings_of(const config::Source& source);

}  // namespace sluice::connectors
