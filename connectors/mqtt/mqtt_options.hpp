#pragma once

#include <mqtt/connect_options.h>
#include <mqtt/create_options.h>

#include "config/url.hpp"
#include "connectors/mqtt/mqtt_settings.hpp"

// The settings in Paho's words.
namespace sluice::connectors {

/// In Paho's words: tcp://host:port or ssl://host:port.
[[nodiscard]] std::string paho_uri(const config::Url& endpoint);

[[nodiscard]] mqtt::create_options create_options_of(const MqttSettings& settings);

[[nodiscard]] mqtt::connect_options connect_options_of(const MqttSettings& settings,
                                                       const config::Url& endpoint);

}  // namespace sluice::connectors
