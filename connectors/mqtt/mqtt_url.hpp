#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/error.hpp"

namespace sluice::connectors {

/// Where a broker is: what `mqtt://` and `mqtts://` URLs say.
struct MqttEndpoint {
  std::string host;
  std::uint16_t port = 0;
  bool tls = false;

  /// In Paho's words: tcp://host:port or ssl://host:port.
  [[nodiscard]] std::string paho_uri() const;
};

[[nodiscard]] Result<MqttEndpoint> parse_mqtt_url(std::string_view url);

}  // namespace sluice::connectors
