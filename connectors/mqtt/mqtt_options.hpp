#pragma once

#include <mqtt/connect_options.h>
#include <mqtt/create_options.h>

#include <cstddef>
#include <optional>
#include <string>

#include "connectors/mqtt/mqtt_access.hpp"

// The settings in Paho's words.
namespace sluice::connectors {

/// Who connects.
struct MqttClient {
  std::string id;
  std::size_t window = 1;  ///< messages of ours, published and not yet acknowledged, at most
  /// How long the broker keeps the client's session while it is away (MQTT 5; with 3.1.1 that is
  /// the broker's choice). Nothing: each connection begins with a new session.
  std::optional<config::Duration> session_expiry{};
};

/// Where the broker is: tcp://host:port or ssl://host:port. The URL was checked before.
[[nodiscard]] std::string paho_uri(const std::string& url);

[[nodiscard]] mqtt::create_options create_options_of(const MqttAccess& broker,
                                                     const MqttClient& client);

/// `proxy`, user:password@host:port, is the one way to the broker. To be used as it is returned,
/// and not copied: version 1.2 of Paho copies the options without their properties.
[[nodiscard]] mqtt::connect_options connect_options_of(const MqttAccess& broker,
                                                       const MqttClient& client,
                                                       const std::string& proxy);

}  // namespace sluice::connectors
