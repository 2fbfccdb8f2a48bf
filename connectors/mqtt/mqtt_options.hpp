#pragma once

#include <mqtt/connect_options.h>
#include <mqtt/create_options.h>

#include "connectors/mqtt/mqtt_settings.hpp"
#include "connectors/mqtt/mqtt_url.hpp"

// The settings in Paho's words.
namespace sluice::connectors {

[[nodiscard]] mqtt::create_options create_options_of(const MqttSettings& settings);

[[nodiscard]] mqtt::connect_options connect_options_of(const MqttSettings& settings,
                                                       const MqttEndpoint& endpoint);

}  // namespace sluice::connectors
