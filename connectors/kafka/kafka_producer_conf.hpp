#pragma once

#include "connectors/kafka/kafka_conf.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"

namespace sluice::connectors {

/// As property_fault, for a sink.
[[nodiscard]] std::string producer_property_fault(const std::string& property,
                                                  const std::string& value);

/// librdkafka's configuration of a producer that loses nothing and keeps the order.
/// The properties were found good one by one; throws std::runtime_error naming one that cannot be
/// used all the same, a file that is not there perhaps.
[[nodiscard]] KafkaConf make_producer_conf(const KafkaSinkSettings& settings);

}  // namespace sluice::connectors
