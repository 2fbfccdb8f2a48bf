#include "connectors/registry.hpp"

#include <array>

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
      collected.sinks.push_back(connector->sink);
      if (connector->source) collected.sources.push_back(*connector->source);
    }
    return collected;
  }();
  return types;
}

const SinkSettings* settings_of(const config::Sink& sink) {
  return dynamic_cast<const SinkSettings*>(sink.settings.get());
}

const SourceSettings* settings_of(const config::Source& source) {
  return dynamic_cast<const SourceSettings*>(source.settings.get());
}

}  // namespace sluice::connectors
