#include "connectors/registry.hpp"

#include <algorithm>
#include <array>

#include "gateway/core/error.hpp"

namespace sluice::connectors {

#define SLUICE_CONNECTOR(name) const Connector& name##_connector();
#include "connector_list.inc"
#undef SLUICE_CONNECTOR

std::span<const Connector* const> all() {
#define SLUICE_CONNECTOR(name) &name##_connector(),
  static const std::array connectors{
#include "connector_list.inc"
  };
#undef SLUICE_CONNECTOR
  return connectors;
}

const config::ConnectorTypes& types() {
  static const auto types = [] {
    config::ConnectorTypes collected;
    for (const Connector* connector : all()) {
      collected.sinks.push_back(connector->type);
      if (connector->source) collected.sources.push_back(connector->source->type);
    }
    return collected;
  }();
  return types;
}

const Connector& of_type(std::string_view type) {
  const auto connectors = all();
  const auto found =
      std::find_if(connectors.begin(), connectors.end(),
                   [&](const Connector* connector) { return connector->type.name == type; });
  SLUICE_ASSERT(found != connectors.end(), "the configuration reader knows no other types");
  return **found;
}

}  // namespace sluice::connectors
