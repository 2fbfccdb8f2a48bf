#include "config/section.hpp"
#include "connectors/mqtt/mqtt_sink.hpp"
#include "connectors/mqtt/mqtt_source.hpp"

namespace sluice::connectors {

namespace {

// As the MQTT binding of CloudEvents wants it: only MQTT 5 has properties, named as they are.
std::optional<std::string_view> attribute_prefix(const std::any& settings) {
  if (std::any_cast<const MqttSinkSettings&>(settings).version == MqttVersion::v3_1_1) return {};
  return "";
}

}  // namespace

const Connector& mqtt_connector() {
  static const Connector connector{
      config::connector_type<MqttSinkSettings>("mqtt", "An MQTT broker."),
      [](const std::any& settings, SinkContext context) {
        return make_mqtt_sink(std::any_cast<const MqttSinkSettings&>(settings), std::move(context));
      },
      SourceConnector{
          config::connector_type<MqttSourceSettings>("mqtt", "An MQTT broker."),
          [](const std::any& settings, SourceContext context) {
            return make_mqtt_source(std::any_cast<const MqttSourceSettings&>(settings),
                                    std::move(context));
          },
          [](const std::any& source, const std::any& sink, std::string_view topic_glob) {
            return may_read(std::any_cast<const MqttSourceSettings&>(source),
                            std::any_cast<const MqttSinkSettings&>(sink), topic_glob);
          },
          /*redelivers=*/false,
          // Only MQTT 5 has user properties.
          [](const std::any& source, const std::any& sink) {
            return std::any_cast<const MqttSourceSettings&>(source).version == MqttVersion::v5 &&
                   std::any_cast<const MqttSinkSettings&>(sink).version == MqttVersion::v5;
          }},
      StateName::topic,
      attribute_prefix,
      [](const std::any& settings) {
        return std::any_cast<const MqttSinkSettings&>(settings).limits();
      },
      /*has_topic_levels=*/true};
  return connector;
}

}  // namespace sluice::connectors
