#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/connector.hpp"
#include "connectors/mqtt/mqtt_access.hpp"

namespace sluice::connectors {

struct MqttSourceSettings final : SourceSettings, MqttAccess {
  std::string client_id;
  std::vector<std::string> topics;
  std::int64_t qos = 1;
  config::Duration session_expiry{3'600'000};

  [[nodiscard]] std::unique_ptr<Source> make(SourceContext context) const override;
  [[nodiscard]] bool may_read(const SinkSettings& sink, std::string_view topic_glob) const override;
  [[nodiscard]] bool keeps_headers(const SinkSettings& sink) const override;
  [[nodiscard]] bool redelivers() const noexcept override { return false; }
  /// With QoS 0 the broker has promised nothing.
  [[nodiscard]] bool wants_inbox() const noexcept override { return qos > 0; }
};

template <class Visitor>
void fields(Visitor& visit, MqttSourceSettings& settings) {
  using config::Range;
  fields(visit, static_cast<MqttAccess&>(settings));
  visit(
      "client_id", settings.client_id,
      "Client id, by which the broker keeps what comes while the gateway is away: the same after a "
      "restart, another in each replica. Default: sluice-SOURCE.",
      config::Example{"sluice-eu-1"});
  visit("topics", settings.topics,
        "Topic filters with `+` and `#`; `$share/GROUP/FILTER` shares the messages out among all "
        "clients of the group.",
        config::Required{}, config::OneOrMany{}, config::Example{"[\"cmd/#\"]"});
  visit("qos", settings.qos,
        "Quality of service at most: with 0 the broker keeps nothing while the gateway is away or "
        "its window is full.",
        Range{0, 1});
  visit(
      "session_expiry", settings.session_expiry,
      "How long the broker keeps messages for a gateway that is away; MQTT 5 only, with 3.1.1 the "
      "broker decides.",
      Range{1000, 31'536'000'000});
}

/// What no single field can say: the form of the filters.
void check(config::Section& section, const MqttSourceSettings& settings);

}  // namespace sluice::connectors
