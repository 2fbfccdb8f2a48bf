#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "config/values.hpp"
#include "connectors/broker_tls.hpp"

namespace sluice::config {
class Section;
}

namespace sluice::connectors {

struct KafkaSasl {
  std::string mechanism;
  std::string username;
  config::Secret password;
};

template <class Visitor>
void fields(Visitor& visit, KafkaSasl& sasl) {
  visit("mechanism", sasl.mechanism, "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.", config::Required{});
  visit("username", sasl.username, "User to log in as.", config::Required{});
  visit("password", sasl.password, "The user's password.");
}

struct KafkaSettings {
  std::vector<std::string> brokers;
  std::optional<BrokerTls> tls;
  std::optional<KafkaSasl> sasl;
  std::int64_t queue_records = 100'000;
  config::Bytes queue_bytes{64 * 1024 * 1024};
  config::Duration linger{5};
  config::Duration unknown_topic_grace{30'000};
  /// Secrets, since some of librdkafka's properties are (`sasl.password`, `ssl.key.password`).
  std::map<std::string, config::Secret> properties;
};

template <class Visitor>
void fields(Visitor& visit, KafkaSettings& settings) {
  using config::Range;
  visit("brokers", settings.brokers, "Bootstrap brokers, host:port.", config::Required{});
  visit("tls", settings.tls,
        "Encryption, and who the broker must be; `{}` for TLS with the defaults.");
  visit("sasl", settings.sasl, "Log in with a user name and a password.");
  visit("queue_records", settings.queue_records,
        "Records inside the Kafka client at most; more wait in the outbox.", Range{1, 10'000'000});
  visit("queue_bytes", settings.queue_bytes,
        "Bytes inside the Kafka client at most; more wait in the outbox.",
        Range{1024, std::int64_t{2'097'151} * 1024});
  visit("linger", settings.linger, "How long a batch waits for more records.", Range{0, 900'000});
  visit("unknown_topic_grace", settings.unknown_topic_grace,
        "How long records of a topic that does not exist wait for it before they are rejected.",
        Range{0, 3'600'000});
  visit("properties", settings.properties,
        "Any librdkafka producer property; overrides what the other fields set.",
        config::Example{"{compression.type: lz4}"});
}

/// Each of librdkafka's properties at its line: a misspelt one is found by `sluice check`.
void check(config::Section& section, const KafkaSettings& settings);

}  // namespace sluice::connectors
