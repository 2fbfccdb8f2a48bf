#include "config/section.hpp"
#include "connectors/mqtt/mqtt_sink.hpp"
#include "connectors/mqtt/mqtt_source.hpp"
#include "connectors/mqtt/mqtt_table_reader.hpp"

namespace sluice::connectors {

std::unique_ptr<Sink> MqttSinkSettings::make(SinkContext context) const {
  return make_mqtt_sink(*this, std::move(context));
}

std::unique_ptr<TableReader> MqttSinkSettings::make_table_reader(
    const TableContext& context) const {
  return make_mqtt_table_reader(*this, context);
}

// As the MQTT binding of CloudEvents wants it: only MQTT 5 has properties, named as they are.
std::optional<std::string_view> MqttSinkSettings::attribute_prefix() const noexcept {
  if (version == MqttVersion::v3_1_1) return std::nullopt;
  return "";
}

std::unique_ptr<Source> MqttSourceSettings::make(SourceContext context) const {
  return make_mqtt_source(*this, std::move(context));
}

bool MqttSourceSettings::may_read(const SinkSettings& sink, std::string_view topic_glob) const {
  const auto* const mqtt = dynamic_cast<const MqttSinkSettings*>(&sink);
  return mqtt != nullptr && connectors::may_read(*this, *mqtt, topic_glob);
}

// Only MQTT 5 has user properties.
bool MqttSourceSettings::keeps_headers(const SinkSettings& sink) const {
  const auto* const mqtt = dynamic_cast<const MqttSinkSettings*>(&sink);
  return mqtt != nullptr && version == MqttVersion::v5 && mqtt->version == MqttVersion::v5;
}

const Connector& mqtt_connector() {
  static const Connector connector{
      config::connector_type<MqttSinkSettings>("mqtt", "An MQTT broker."),
      config::connector_type<MqttSourceSettings>("mqtt", "An MQTT broker.")};
  return connector;
}

}  // namespace sluice::connectors
