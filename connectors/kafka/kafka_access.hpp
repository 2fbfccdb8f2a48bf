#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "config/scalar_types.hpp"
#include "connectors/broker_tls.hpp"

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

/// The access to a Kafka cluster, the same for a sink and a source.
struct KafkaAccess {
  std::vector<std::string> brokers;
  std::optional<BrokerTls> tls;
  std::optional<KafkaSasl> sasl;
};

template <class Visitor>
void fields(Visitor& visit, KafkaAccess& access) {
  visit("brokers", access.brokers, "Bootstrap brokers, host:port.", config::Required{});
  visit("tls", access.tls,
        "Encryption, and who the broker must be; `{}` for TLS with the defaults.");
  visit("sasl", access.sasl, "Log in with a user name and a password.");
}

/// Whether both name a broker alike, which proves that it is one cluster. Two different names of
/// one broker are not recognised.
[[nodiscard]] bool share_a_broker(const KafkaAccess& one, const KafkaAccess& other);

}  // namespace sluice::connectors
