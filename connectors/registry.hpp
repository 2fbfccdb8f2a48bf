#pragma once

#include <memory>
#include <span>
#include <vector>

#include "connectors/connector.hpp"

namespace sluice::connectors {

/// Every connector of this build, in the order of connectors/CMakeLists.txt.
[[nodiscard]] std::span<const Connector* const> all();

/// The sink types of all connectors, for the configuration reader and describer.
[[nodiscard]] std::vector<config::SinkType> sink_types();

/// The connector of a type name that the configuration reader accepted.
[[nodiscard]] const Connector& of_type(std::string_view type);

}  // namespace sluice::connectors
