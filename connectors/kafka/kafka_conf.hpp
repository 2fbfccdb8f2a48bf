#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

#include "connectors/kafka/kafka_settings.hpp"

namespace sluice::connectors {

struct KafkaConfDeleter {
  void operator()(rd_kafka_conf_t* conf) const noexcept { rd_kafka_conf_destroy(conf); }
};
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaConfDeleter>;

/// What is wrong with one of the operator's properties: the sink needs it for itself, or librdkafka
/// refuses it; empty when it is good. Never shows a value that may be secret.
[[nodiscard]] std::string property_fault(const std::string& property, const std::string& value);

/// librdkafka's configuration of a producer that loses nothing and keeps the order.
/// The properties were found good one by one; throws std::runtime_error naming one that cannot be
/// used all the same, a file that is not there perhaps.
[[nodiscard]] KafkaConf make_kafka_conf(const KafkaSettings& settings);

}  // namespace sluice::connectors
