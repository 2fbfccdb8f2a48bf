#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "config/fields.hpp"
#include "config/scalar_types.hpp"
#include "connectors/broker_tls.hpp"

namespace sluice::config {
class Section;
}

namespace sluice::connectors {

enum class MqttVersion : std::uint8_t { v3_1_1, v5 };
constexpr auto enum_names(const MqttVersion*) {
  return std::to_array<config::EnumName<MqttVersion>>(
      {{"3.1.1", MqttVersion::v3_1_1}, {"5", MqttVersion::v5}});
}

/// How to reach an MQTT broker: the same for a sink and a source.
struct MqttAccess {
  std::string url;
  MqttVersion version = MqttVersion::v3_1_1;
  std::string username;
  config::Secret password;
  BrokerTls tls;
  config::Duration keep_alive{30'000};
  config::Duration connect_timeout{10'000};
};

template <class Visitor>
void fields(Visitor& visit, MqttAccess& broker) {
  using config::Range;
  visit("url", broker.url, "mqtt://host:1883 or mqtts://host:8883; the port may be left out.",
        config::Required{});
  visit("version", broker.version, "Version of the protocol.");
  visit("username", broker.username, "User to log in as.");
  visit("password", broker.password, "The user's password.");
  visit("tls", broker.tls, "How the broker proves who it is; with mqtts:// only.");
  visit("keep_alive", broker.keep_alive, "Longest silence before a ping.", Range{1000, 65'535'000});
  visit("connect_timeout", broker.connect_timeout, "How long one attempt to connect may take.",
        Range{1000, 300'000});
}

/// What no single field can say: the URL's form.
void check(config::Section& section, const MqttAccess& broker);

}  // namespace sluice::connectors
