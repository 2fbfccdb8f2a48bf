#include <fmt/format.h>

#include "config/section.hpp"
#include "config/url.hpp"
#include "connectors/broker_tls_checks.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"
#include "connectors/mqtt/mqtt_source_settings.hpp"
#include "connectors/mqtt/mqtt_text.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"

// What `sluice check` finds in the settings of an MQTT sink or source.
namespace sluice::connectors {
namespace {

void check_text(const config::Section& section, std::string_view key) {
  const auto written = section.sound(key);
  if (!written) return;
  const auto why = why_no_mqtt_text(written->node().text);
  if (!why.empty()) written->problem(fmt::format("{} {}", written->shown(), why));
}

void check_filter(const config::Value& filter) {
  const auto why = why_no_mqtt_filter(filter.node().text);
  if (!why.empty()) filter.problem(fmt::format("{} {}", filter.shown(), why));
}

}  // namespace

void check(config::Section& section, const MqttAccess& access) {
  check_broker_tls(section, access.tls, config::KeyRule::complete);
  check_text(section, "username");
  check_text(section, "client_id");
  if (access.username.empty() && access.version == MqttVersion::v3_1_1) {
    const auto password = section.sound("password");
    if (password && !access.password.empty()) {
      password->key_problem("needs a username: MQTT 3.1.1 has no password without one");
    }
  }
  const auto url = section.sound("url");
  if (!url) return;
  const auto endpoint = config::parse_mqtt_url(access.url);
  if (!endpoint) return url->problem(endpoint.error().message);
  if (const auto tls = section.sound("tls"); tls && !endpoint->tls) {
    tls->key_problem("is of use only with mqtts://");
  }
}

void check(config::Section& section, const MqttSinkSettings& settings) {
  check(section, static_cast<const MqttAccess&>(settings));
  check_error_choice(section, settings.errors, why_not_permanent, why_not_passing);
  if (settings.version == MqttVersion::v5 && settings.qos > 0) return;
  for (const char* const key : {"permanent_errors", "passing_errors"}) {
    const auto list = section.sound(key);
    if (list)
      list->key_problem("is of use only with version: 5 and qos: 1, where brokers give reasons");
  }
}

void check(config::Section& section, const MqttSourceSettings& settings) {
  check(section, static_cast<const MqttAccess&>(settings));
  const auto topics = section.sound("topics");
  if (!topics) return;
  if (topics->node().type == config::Node::Type::scalar) return check_filter(*topics);
  for (const config::Value& topic : topics->children()) check_filter(topic);
}

}  // namespace sluice::connectors
