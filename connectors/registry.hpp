#pragma once

#include <span>
#include <string_view>

#include "connectors/connector.hpp"

namespace sluice::connectors {

/// Every connector of this build, in the order of connectors/CMakeLists.txt.
[[nodiscard]] std::span<const Connector* const> all();

/// The types of all connectors, for the configuration reader and describer.
[[nodiscard]] const config::ConnectorTypes& types();

/// The connector of a type name that the configuration reader accepted.
[[nodiscard]] const Connector& of_type(std::string_view type);

}  // namespace sluice::connectors
