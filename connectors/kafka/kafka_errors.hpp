#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/delivery.hpp"

// The single place that sorts Kafka's errors.
namespace sluice::connectors {

/// The meaning of an error for the record in its report, or for a record that was refused at once.
/// librdkafka itself retries all errors that time can cure (unreachable brokers, a change of
/// leader, throttling), for ever; the remaining errors are one of these.
enum class KafkaVerdict : std::uint8_t {
  delivered,
  rejected,       ///< no attempt will ever succeed with this record
  unknown_topic,  ///< rejected once the grace of the topic is over: brokers that restart forget
                  ///< topics
  too_large,      ///< the batch is too large; a single record that is too large is rejected
  not_accepted,   ///< the batch, because of one record in it; a record sent alone is rejected
  passing,        ///< the operator expects it to pass: the topic's records wait until it has
  purged,         ///< taken back by purge(), or by a client that failed fatally
  try_again,      ///< any other error; a record that keeps failing alone is rejected
};

[[nodiscard]] KafkaVerdict verdict_of(rd_kafka_resp_err_t error) noexcept;

/// Whether the parts of a failed batch may succeed.
[[nodiscard]] constexpr bool is_about_batch(KafkaVerdict verdict) noexcept {
  return verdict == KafkaVerdict::too_large || verdict == KafkaVerdict::not_accepted ||
         verdict == KafkaVerdict::try_again;
}

/// Whether a record with this verdict is rejected, but for one of an unknown topic. `alone`: it was
/// the only record of its batch.
[[nodiscard]] constexpr bool is_rejection(KafkaVerdict verdict, bool alone) noexcept {
  return verdict == KafkaVerdict::rejected ||
         (alone && (verdict == KafkaVerdict::too_large || verdict == KafkaVerdict::not_accepted));
}

/// The rejection for a record with this error.
[[nodiscard]] Rejection rejection_of(rd_kafka_resp_err_t error) noexcept;

/// An error in words, with the topic where it is known.
[[nodiscard]] std::string about_topic(std::string_view topic, std::string_view text);

/// The meaning of a consumer's error for the source. librdkafka continues to try in every case but
/// the last.
enum class KafkaTrouble : std::uint8_t {
  none,     ///< no error: part of the group's normal operation
  passing,  ///< cured by time
  refused,  ///< cured by a person: a wrong password, a missing right, a topic that does not exist
  fatal,    ///< this client is unusable from now on
};

[[nodiscard]] KafkaTrouble trouble_of(rd_kafka_resp_err_t error) noexcept;

}  // namespace sluice::connectors
