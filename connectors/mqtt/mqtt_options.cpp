#include "connectors/mqtt/mqtt_options.hpp"

#include <fmt/format.h>

#include <mqtt/ssl_options.h>

#include <chrono>

#include "config/url.hpp"

namespace sluice::connectors {
namespace {

/// Messages that the broker may send without an acknowledgement. The number is small, because so
/// many may still come after a pause was asked for.
constexpr int receive_maximum = 20;

int paho_version(MqttVersion version) {
  switch (version) {
    case MqttVersion::v3_1_1:
      return MQTTVERSION_3_1_1;
    case MqttVersion::v5:
      return MQTTVERSION_5;
  }
  return MQTTVERSION_DEFAULT;
}

mqtt::ssl_options ssl_options_of(const BrokerTls& tls) {
  mqtt::ssl_options options;
  if (!tls.ca_file.empty()) options.set_trust_store(tls.ca_file.path());
  if (!tls.cert_file.empty()) {
    options.set_key_store(tls.cert_file.path());
    options.set_private_key(tls.key().path());
  }
  options.set_enable_server_cert_auth(tls.verify);
  options.set_verify(tls.verify);
  return options;
}

int seconds(config::Duration duration) {
  return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

/// The properties of a session that outlives its connection, and in which we receive messages.
mqtt::properties session_properties(config::Duration expiry) {
  mqtt::properties properties;
  properties.add({mqtt::property::SESSION_EXPIRY_INTERVAL, seconds(expiry)});
  properties.add({mqtt::property::RECEIVE_MAXIMUM, receive_maximum});
  return properties;
}

}  // namespace

std::string paho_uri(const std::string& url) {
  const config::Url endpoint = *config::parse_mqtt_url(url);
  const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", endpoint.tls ? "ssl" : "tcp", is_ipv6 ? "[" : "",
                     endpoint.host, is_ipv6 ? "]" : "", endpoint.port);
}

mqtt::create_options create_options_of(const MqttAccess& broker, const MqttClient& client) {
  // Larger than our own window, so that ours is full first.
  return {paho_version(broker.version), static_cast<int>(client.window) + 1};
}

mqtt::connect_options connect_options_of(const MqttAccess& broker, const MqttClient& client,
                                         const std::string& proxy) {
  mqtt::connect_options options;
  options.set_mqtt_version(paho_version(broker.version));
  if (broker.version == MqttVersion::v5) {
    options.set_clean_start(!client.session_expiry);
    if (client.session_expiry) options.set_properties(session_properties(*client.session_expiry));
  } else {
    options.set_clean_session(!client.session_expiry);
  }
  options.set_automatic_reconnect(false);
  options.set_keep_alive_interval(seconds(broker.keep_alive));
  options.set_connect_timeout(seconds(broker.connect_timeout));
  options.set_max_inflight(static_cast<int>(client.window) + 1);
  if (!broker.username.empty()) options.set_user_name(broker.username);
  if (!broker.password.empty()) options.set_password(broker.password.reveal());
  if (config::parse_mqtt_url(broker.url)->tls) {
    options.set_https_proxy("https://" + proxy);
    options.set_ssl(ssl_options_of(broker.tls));
  } else {
    options.set_http_proxy("http://" + proxy);
  }
  return options;
}

}  // namespace sluice::connectors
