#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "config/fields.hpp"
#include "config/values.hpp"
#include "connectors/broker_tls.hpp"

namespace sluice::config {
class Section;
}

namespace sluice::connectors {

enum class MqttVersion : std::uint8_t { v3_1_1, v5 };
constexpr std::array<config::EnumName<MqttVersion>, 2> enum_names(const MqttVersion*) {
  return {{{"3.1.1", MqttVersion::v3_1_1}, {"5", MqttVersion::v5}}};
}

struct MqttSettings {
  std::string url;
  MqttVersion version = MqttVersion::v3_1_1;
  std::string client_id;
  std::int64_t qos = 1;
  bool retain = false;
  std::string username;
  config::Secret password;
  BrokerTls tls;
  config::Duration keep_alive{30'000};
  config::Duration connect_timeout{10'000};
  std::int64_t window = 1000;
};

template <class Visitor>
void fields(Visitor& visit, MqttSettings& settings) {
  using config::Range;
  visit("url", settings.url, "mqtt://host:1883 or mqtts://host:8883; the port may be left out.",
        config::Required{});
  visit("version", settings.version, "Version of the protocol.");
  visit("client_id", settings.client_id,
        "Client id; shards after the first append -1, -2, …. Default: sluice-SINK-SHARD-RANDOM.");
  visit("qos", settings.qos, "Quality of service: 0 at most once, 1 at least once.", Range{0, 1});
  visit("retain", settings.retain, "Ask the broker to keep the last message of each topic.");
  visit("username", settings.username, "User to log in as.");
  visit("password", settings.password, "The user's password.");
  visit("tls", settings.tls, "Who the broker must be; with mqtts:// only.");
  visit("keep_alive", settings.keep_alive, "Longest silence before a ping.",
        Range{1000, 65'535'000});
  visit("connect_timeout", settings.connect_timeout, "How long one attempt to connect may take.",
        Range{1000, 300'000});
  visit("window", settings.window,
        "Messages sent and not yet acknowledged at most; more wait in the outbox.",
        Range{1, 60'000});
}

/// What no single field can say: the URL's form.
void check(config::Section& section, const MqttSettings& settings);

}  // namespace sluice::connectors
