#pragma once

#include <cstdint>
#include <string>

#include "connectors/mqtt/mqtt_access.hpp"
#include "gateway/core/sink.hpp"

namespace sluice::connectors {

struct MqttSinkSettings : MqttAccess {
  std::string client_id;
  std::int64_t qos = 1;
  bool retain = false;
  std::int64_t window = 1000;

  [[nodiscard]] Window limits() const noexcept {
    return {.records = static_cast<std::size_t>(window)};
  }
};

template <class Visitor>
void fields(Visitor& visit, MqttSinkSettings& settings) {
  using config::Range;
  fields(visit, static_cast<MqttAccess&>(settings));
  visit("client_id", settings.client_id,
        "Client id; shards after the first append -1, -2, …. Default: sluice-SINK-SHARD-RANDOM.");
  visit("qos", settings.qos, "Quality of service: 0 at most once, 1 at least once.", Range{0, 1});
  visit("retain", settings.retain, "Ask the broker to keep the last message of each topic.");
  visit("window", settings.window,
        "Messages sent and not yet acknowledged at most; more wait in the outbox.",
        Range{1, 60'000});
}

}  // namespace sluice::connectors
