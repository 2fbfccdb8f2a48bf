#pragma once

#include <memory>

#include "connectors/connector.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"

namespace sluice::connectors {

/// Throws std::runtime_error that names the setting it cannot use. Does not wait for the broker.
[[nodiscard]] std::unique_ptr<Sink> make_mqtt_sink(const MqttSinkSettings& settings,
                                                   SinkContext context);

}  // namespace sluice::connectors
