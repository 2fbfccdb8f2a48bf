#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>

namespace sluice::connectors {

/// What a delivery report means for the record. librdkafka itself retries what a later attempt can
/// cure (unreachable brokers, a change of leader, throttling), for ever; what reaches a report is
/// one of these.
enum class KafkaVerdict : std::uint8_t {
  delivered,
  rejected,   ///< no attempt will ever succeed with this record
  purged,     ///< taken back from the client by us, or by a client that failed fatally
  try_again,  ///< anything else: the producer is rebuilt, and the record is sent once more
};

/// The one place that sorts Kafka's errors.
[[nodiscard]] KafkaVerdict verdict_of(rd_kafka_resp_err_t error) noexcept;

}  // namespace sluice::connectors
