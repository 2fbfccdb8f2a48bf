#include "connectors/mqtt/mqtt_options.hpp"

#include <fmt/format.h>

#include <mqtt/ssl_options.h>

#include <chrono>

namespace sluice::connectors {
namespace {

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
  if (!tls.ca_file.empty()) options.set_trust_store(tls.ca_file);
  if (!tls.cert_file.empty()) options.set_key_store(tls.cert_file);
  if (!tls.key_file.empty()) options.set_private_key(tls.key_file);
  options.set_enable_server_cert_auth(tls.verify);
  options.set_verify(tls.verify);
  return options;
}

int seconds(config::Duration duration) {
  return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(duration).count());
}

}  // namespace

std::string paho_uri(const config::Url& endpoint) {
  const bool is_ipv6 = endpoint.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", endpoint.tls ? "ssl" : "tcp", is_ipv6 ? "[" : "",
                     endpoint.host, is_ipv6 ? "]" : "", endpoint.port);
}

mqtt::create_options create_options_of(const MqttSettings& settings) {
  // Above our own window, so that Paho's never is the one that is full.
  return {paho_version(settings.version), static_cast<int>(settings.window) + 1};
}

mqtt::connect_options connect_options_of(const MqttSettings& settings,
                                         const config::Url& endpoint) {
  mqtt::connect_options options;
  options.set_mqtt_version(paho_version(settings.version));
  if (settings.version == MqttVersion::v5) {
    options.set_clean_start(true);
  } else {
    options.set_clean_session(true);
  }
  options.set_automatic_reconnect(false);
  options.set_keep_alive_interval(seconds(settings.keep_alive));
  options.set_connect_timeout(seconds(settings.connect_timeout));
  options.set_max_inflight(static_cast<int>(settings.window) + 1);
  if (!settings.username.empty()) options.set_user_name(settings.username);
  if (!settings.password.empty()) options.set_password(settings.password.reveal());
  if (endpoint.tls) options.set_ssl(ssl_options_of(settings.tls));
  return options;
}

}  // namespace sluice::connectors
