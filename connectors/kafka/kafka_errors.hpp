#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>

#include "gateway/core/delivery.hpp"

// The one place that sorts Kafka's errors.
namespace sluice::connectors {

/// What an error means for the record that it was reported of, or that was refused at once.
/// librdkafka itself retries what a later attempt can cure (unreachable brokers, a change of
/// leader, throttling), for ever; what reaches us is one of these.
enum class KafkaVerdict : std::uint8_t {
  delivered,
  rejected,       ///< no attempt will ever succeed with this record
  unknown_topic,  ///< rejected once the topic's grace is over: brokers that restart forget topics
  too_large,      ///< the batch is too large; a record that is so alone is rejected
  not_accepted,   ///< the batch, for one record in it; a record sent alone is rejected
  purged,         ///< taken back from the client by us, or by a client that failed fatally
  try_again,      ///< any other error; a record that keeps failing alone is rejected
};

[[nodiscard]] KafkaVerdict verdict_of(rd_kafka_resp_err_t error) noexcept;

/// Whether a batch that failed may go through in parts.
[[nodiscard]] constexpr bool is_about_batch(KafkaVerdict verdict) noexcept {
  return verdict == KafkaVerdict::too_large || verdict == KafkaVerdict::not_accepted ||
         verdict == KafkaVerdict::try_again;
}

/// Why the record is rejected, once it is for this error.
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
