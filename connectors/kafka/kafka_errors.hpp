#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>

#include "gateway/core/delivery.hpp"

// The one place that sorts Kafka's errors.
namespace sluice::connectors {

/// What a delivery report means for the record. librdkafka itself retries what a later attempt can
/// cure (unreachable brokers, a change of leader, throttling), for ever; what reaches a report is
/// one of these.
enum class KafkaVerdict : std::uint8_t {
  delivered,
  rejected,   ///< no attempt will ever succeed with this record
  purged,     ///< taken back from the client by us, or by a client that failed fatally
  try_again,  ///< anything else: the producer is rebuilt, and the record is a suspect
};

[[nodiscard]] KafkaVerdict verdict_of(rd_kafka_resp_err_t error) noexcept;

/// Why the record is rejected, of an error whose verdict that is.
[[nodiscard]] Rejection rejection_of(rd_kafka_resp_err_t error) noexcept;

/// What an error of a consumer means for the source. librdkafka goes on trying in every case but
/// the last.
enum class KafkaTrouble : std::uint8_t {
  none,     ///< no error: news of the group's daily life
  passing,  ///< cured by time
  refused,  ///< cured by a person: a wrong password, a missing right, a topic that does not exist
  fatal,    ///< this client is of no use any more
};

[[nodiscard]] KafkaTrouble trouble_of(rd_kafka_resp_err_t error) noexcept;

}  // namespace sluice::connectors
