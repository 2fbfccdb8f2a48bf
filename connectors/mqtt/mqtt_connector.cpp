#include <fmt/format.h>

#include "config/section.hpp"
#include "config/url.hpp"
#include "connectors/mqtt/mqtt_sink.hpp"
#include "connectors/mqtt/mqtt_source.hpp"
#include "connectors/mqtt/mqtt_text.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"

namespace sluice::connectors {

namespace {

/// What the connection would be refused for, each time.
void check_text(config::Section& section, std::string_view field, std::string_view text) {
  const auto value = section.sound(field);
  if (!value) return;
  if (const auto why = why_no_mqtt_text(text); !why.empty()) {
    value->problem(fmt::format("{} {}", value->shown(), why));
  }
}

}  // namespace

void check(config::Section& section, const MqttAccess& broker) {
  check_text(section, "username", broker.username);
  if (!section.sound("url")) return;
  if (const auto endpoint = config::parse_mqtt_url(broker.url); !endpoint) {
    section.problem("url", endpoint.error().message);
  }
}

void check(config::Section& section, const MqttSinkSettings& settings) {
  check(section, static_cast<const MqttAccess&>(settings));
  check_text(section, "client_id", settings.client_id);
}

void check(config::Section& section, const MqttSourceSettings& settings) {
  check(section, static_cast<const MqttAccess&>(settings));
  check_text(section, "client_id", settings.client_id);
  const auto topics = section.sound("topics");
  if (!topics) return;
  const auto check_filter = [](const config::Value& value) {
    if (const auto why = why_no_mqtt_filter(value.node().text); !why.empty()) {
      value.problem(fmt::format("{} {}", value.shown(), why));
    }
  };
  if (topics->node().type == config::Node::Type::scalar) return check_filter(*topics);
  for (const config::Value& topic : topics->children()) check_filter(topic);
}

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
      /*has_topic_levels=*/true};
  return connector;
}

}  // namespace sluice::connectors
