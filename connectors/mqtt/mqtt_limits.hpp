#pragma once

#include <mqtt/properties.h>

#include <cstdint>

#include "config/scalar_types.hpp"

namespace sluice::connectors {

/// The limits that a broker of MQTT 5 states in its CONNACK (section 3.2.2.3). Each default is the
/// largest value of the protocol. A broker of 3.1.1 states no limits.
struct MqttLimits {
  std::uint32_t packet_bytes = 0xffff'ffff;
  std::uint16_t receive_maximum = 0xffff;  ///< the most messages of QoS 1 without an answer
  std::uint8_t qos = 2;
  bool retain = true;
  bool wildcard_subscriptions = true;
  bool shared_subscriptions = true;
  config::Duration keep_alive{};  ///< the broker's limit for our silence; zero: our own holds
};

[[nodiscard]] MqttLimits limits_of(const mqtt::properties& connack);

}  // namespace sluice::connectors
