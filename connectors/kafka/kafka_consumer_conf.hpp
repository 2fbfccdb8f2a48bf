#pragma once

#include "connectors/kafka/kafka_conf.hpp"
#include "connectors/kafka/kafka_source_settings.hpp"

namespace sluice::connectors {

/// As property_fault, for a source.
[[nodiscard]] std::string consumer_property_fault(const std::string& property,
                                                  const std::string& value);

/// librdkafka's configuration of a member of a consumer group that commits only what it was told
/// to. The properties were found good one by one; throws std::runtime_error naming one that cannot
/// be used all the same, a file that is not there perhaps.
[[nodiscard]] KafkaConf make_consumer_conf(const KafkaSourceSettings& settings);

}  // namespace sluice::connectors
