#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

#include "connectors/kafka/kafka_settings.hpp"

namespace sluice::connectors {

struct KafkaConfDeleter {
  void operator()(rd_kafka_conf_t* conf) const noexcept { rd_kafka_conf_destroy(conf); }
};
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaConfDeleter>;

/// librdkafka's configuration of a producer that loses nothing and keeps the order.
/// Throws std::runtime_error naming the property that cannot be used, never the value of one that
/// may be secret.
[[nodiscard]] KafkaConf make_kafka_conf(const KafkaSettings& settings);

}  // namespace sluice::connectors
