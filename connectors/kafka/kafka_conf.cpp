#include "connectors/kafka/kafka_conf.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace sluice::connectors {
namespace {

struct Owned {
  std::string_view property;
  std::string_view why;
};

/// What the sink's own working rests on. Everything else is the operator's to change.
constexpr std::array<Owned, 7> owned{{
    {"bootstrap.servers", "is what 'brokers' sets"},
    {"metadata.broker.list", "is what 'brokers' sets"},
    {"delivery.report.only.error", "would hide which records were delivered"},
    {"transactional.id", "transactions are not supported"},
    {"log.queue", "is how the gateway receives the client's log"},
    {"statistics.interval.ms", "is how the gateway knows whether a broker is up"},
    {"enabled_events", "is how the gateway receives delivery reports"},
}};

/// Values of these may appear inside librdkafka's own error text.
bool may_be_secret(std::string_view property) {
  constexpr std::array<std::string_view, 5> marks{"password", "secret", "pem", "oauthbearer",
                                                  "jaas"};
  return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
    return property.find(mark) != std::string_view::npos;
  });
}

/// Why librdkafka refuses it; empty when it does not.
std::string refusal(rd_kafka_conf_t* conf, const std::string& property, const std::string& value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, property.c_str(), value.c_str(), reason.data(), reason.size()) ==
      RD_KAFKA_CONF_OK) {
    return {};
  }
  return may_be_secret(property) ? "its value was refused" : reason.data();
}

void set(rd_kafka_conf_t* conf, const std::string& property, const std::string& value) {
  const std::string why = refusal(conf, property, value);
  if (!why.empty()) throw std::runtime_error(fmt::format("kafka property '{}': {}", property, why));
}

/// librdkafka's own errors only say that a certificate was not accepted. On its thread; changes
/// nothing about the verdict.
int say_why_refused(rd_kafka_t*, const char*, std::int32_t, int* error, int, const char*,
                    std::size_t, char* reason, std::size_t reason_size, void*) {
  if (*error == X509_V_OK) return 1;
  const char* const why = X509_verify_cert_error_string(*error);
  *fmt::format_to_n(reason, reason_size - 1, "{}", why).out = '\0';
  return 0;
}

void set_delivery(rd_kafka_conf_t* conf, const KafkaSettings& settings) {
  set(conf, "client.id", "sluice");
  set(conf, "enable.idempotence", "true");
  set(conf, "acks", "all");
  // The outbox decides how long a record is kept; a client that gave up would leave a gap.
  set(conf, "message.timeout.ms", "0");
  // As Java clients choose, so that both put a key into the same partition.
  set(conf, "partitioner", "murmur2_random");
  set(conf, "linger.ms", std::to_string(settings.linger.count()));
  set(conf, "queue.buffering.max.messages", std::to_string(settings.queue_records));
  const std::uint64_t kilobytes = settings.queue_bytes.count / 1024;
  set(conf, "queue.buffering.max.kbytes", std::to_string(std::max<std::uint64_t>(1, kilobytes)));
  set(conf, "topic.metadata.propagation.max.ms",
      std::to_string(settings.unknown_topic_grace.count()));
}

void set_security(rd_kafka_conf_t* conf, const KafkaSettings& settings) {
  const std::string_view transport = settings.tls ? "ssl" : "plaintext";
  set(conf, "security.protocol", fmt::format("{}{}", settings.sasl ? "sasl_" : "", transport));
  if (const auto& tls = settings.tls) {
    if (!tls->ca_file.empty()) set(conf, "ssl.ca.location", tls->ca_file);
    if (!tls->cert_file.empty()) set(conf, "ssl.certificate.location", tls->cert_file);
    if (!tls->key_file.empty()) set(conf, "ssl.key.location", tls->key_file);
    if (!tls->verify) set(conf, "enable.ssl.certificate.verification", "false");
  }
  if (const auto& sasl = settings.sasl) {
    set(conf, "sasl.mechanism", sasl->mechanism);
    set(conf, "sasl.username", sasl->username);
    set(conf, "sasl.password", sasl->password.reveal());
  }
}

}  // namespace

std::string property_fault(const std::string& property, const std::string& value) {
  const auto taken = std::ranges::find(owned, property, &Owned::property);
  if (taken != owned.end()) return fmt::format("cannot be set: {}", taken->why);
  const KafkaConf scratch{rd_kafka_conf_new()};
  return refusal(scratch.get(), property, value);
}

KafkaConf make_kafka_conf(const KafkaSettings& settings) {
  KafkaConf conf{rd_kafka_conf_new()};
  set(conf.get(), "bootstrap.servers", fmt::format("{}", fmt::join(settings.brokers, ",")));
  set(conf.get(), "log.queue", "true");
  set(conf.get(), "statistics.interval.ms", "1000");
  set_delivery(conf.get(), settings);
  set_security(conf.get(), settings);
  rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), say_why_refused);
  for (const auto& [property, value] : settings.properties) {
    set(conf.get(), property, value.reveal());
  }
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG);
  return conf;
}

}  // namespace sluice::connectors
