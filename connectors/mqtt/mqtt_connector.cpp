#include "config/section.hpp"
#include "config/url.hpp"
#include "connectors/mqtt/mqtt_sink.hpp"

namespace sluice::connectors {

void check(config::Section& section, const MqttBroker& broker) {
  if (!section.sound("url")) return;
  if (const auto endpoint = config::parse_mqtt_url(broker.url); !endpoint) {
    section.problem("url", endpoint.error().message);
  }
}

const Connector& mqtt_connector() {
  static const Connector connector{
      config::connector_type<MqttSettings>("mqtt", "An MQTT broker."),
      [](const std::any& settings, SinkContext context) {
        return make_mqtt_sink(std::any_cast<const MqttSettings&>(settings), std::move(context));
      },
      std::nullopt};
  return connector;
}

}  // namespace sluice::connectors
