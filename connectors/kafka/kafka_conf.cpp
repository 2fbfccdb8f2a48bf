#include "connectors/kafka/kafka_conf.hpp"

#include <fmt/format.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "connectors/kafka/kafka_brokers.hpp"

namespace sluice::connectors {
namespace {

constexpr std::array<OwnedProperty, 5> owned_by_all{{
    {"bootstrap.servers", "is what 'brokers' sets"},
    {"metadata.broker.list", "is what 'brokers' sets"},
    {"log.queue", "is how the gateway receives the client's log"},
    {"statistics.interval.ms", "is how the gateway knows whether a broker is up"},
    {"enabled_events", "is how the gateway hears from the client"},
}};

/// librdkafka's own error text may contain the values of these properties.
bool may_be_secret(std::string_view property) {
  constexpr std::array<std::string_view, 5> marks{"password", "secret", "pem", "oauthbearer",
                                                  "jaas"};
  return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
    return property.find(mark) != std::string_view::npos;
  });
}

/// The reason why librdkafka refuses the property; empty when it accepts it.
std::string refusal(rd_kafka_conf_t* conf, const std::string& property, const std::string& value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, property.c_str(), value.c_str(), reason.data(), reason.size()) ==
      RD_KAFKA_CONF_OK) {
    return {};
  }
  const std::string_view text = reason.data();
  const bool shows_secret = may_be_secret(property) && text.find(value) != text.npos;
  return shows_secret ? "its value was refused" : std::string{text};
}

/// librdkafka's own errors only report that a certificate was not accepted. Called on librdkafka's
/// thread; does not change the verdict.
int say_why_refused(rd_kafka_t*, const char*, std::int32_t, int* error, int, const char*,
                    std::size_t, char* reason, std::size_t reason_size, void*) {
  if (*error == X509_V_OK) return 1;
  const char* const why = X509_verify_cert_error_string(*error);
  *fmt::format_to_n(reason, reason_size - 1, "{}", why).out = '\0';
  return 0;
}

/// The private key may also come with the properties.
bool has_key(const BrokerTls& tls) {
  using PrivateKey = config::PemContent::PrivateKey;
  return !tls.cert_file.empty() && tls.key().content().private_key != PrivateKey::none;
}

void set_transport(const KafkaConf& conf, const KafkaAccess& access) {
  set_property(conf, "security.protocol", security_protocol(access));
  if (const auto& tls = access.tls) {
    if (!tls->ca_file.empty()) set_property(conf, "ssl.ca.location", tls->ca_file.path());
    if (!tls->cert_file.empty()) {
      set_property(conf, "ssl.certificate.location", tls->cert_file.path());
    }
    if (has_key(*tls)) set_property(conf, "ssl.key.location", tls->key().path());
    if (!tls->verify) set_property(conf, "enable.ssl.certificate.verification", "false");
  }
  if (const auto& sasl = access.sasl) {
    set_property(conf, "sasl.mechanism", sasl->mechanism);
    set_property(conf, "sasl.username", sasl->username);
    set_property(conf, "sasl.password", sasl->password.reveal());
  }
}

}  // namespace

std::string property_fault(std::span<const OwnedProperty> owned, const std::string& property,
                           const std::string& value) {
  for (const auto properties : {std::span<const OwnedProperty>{owned_by_all}, owned}) {
    const auto taken = std::ranges::find(properties, property, &OwnedProperty::name);
    if (taken != properties.end()) return fmt::format("cannot be set: {}", taken->why);
  }
  const KafkaConf scratch{rd_kafka_conf_new()};
  return refusal(scratch.get(), property, value);
}

void set_property(const KafkaConf& conf, const std::string& property, const std::string& value) {
  const std::string why = refusal(conf.get(), property, value);
  if (!why.empty()) throw std::runtime_error(fmt::format("kafka property '{}': {}", property, why));
}

void set_properties(const KafkaConf& conf,
                    const std::map<std::string, config::Secret>& properties) {
  for (const auto& [property, value] : properties) set_property(conf, property, value.reveal());
}

KafkaConf make_access_conf(const KafkaAccess& access) {
  KafkaConf conf{rd_kafka_conf_new()};
  set_property(conf, "bootstrap.servers", broker_list(access));
  set_property(conf, "client.id", "sluice");
  set_property(conf, "log.queue", "true");
  set_property(conf, "statistics.interval.ms", "1000");
  set_transport(conf, access);
  rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), say_why_refused);
  return conf;
}

}  // namespace sluice::connectors
