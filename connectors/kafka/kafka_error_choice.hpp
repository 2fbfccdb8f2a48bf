#pragma once

#include <librdkafka/rdkafka.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "config/fields.hpp"
#include "connectors/error_choice.hpp"
#include "connectors/kafka/kafka_errors.hpp"

// Which of Kafka's errors are permanent, where the operator has a say.
namespace sluice::connectors {

/// The errors that a configuration can name, each with the number of Kafka's protocol.
enum class KafkaError : std::int16_t {
  topic_authorization_failed = RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
  unknown_topic_or_partition = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
  invalid_record = RD_KAFKA_RESP_ERR_INVALID_RECORD,
  invalid_timestamp = RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP,
  policy_violation = RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
  unsupported_for_message_format = RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT,
  unknown_server_error = RD_KAFKA_RESP_ERR_UNKNOWN,
  invalid_request = RD_KAFKA_RESP_ERR_INVALID_REQUEST,
  unsupported_compression_type = RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE,
  throttling_quota_exceeded = RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
  message_too_large = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
  record_list_too_large = RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
  invalid_topic = RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
  corrupt_message = RD_KAFKA_RESP_ERR_INVALID_MSG,
  leader_not_available = RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
  not_leader = RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
  request_timed_out = RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
  not_enough_replicas = RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
  not_enough_replicas_after_append = RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  storage_error = RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
  cluster_authorization_failed = RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
  sasl_authentication_failed = RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
};
/// As Kafka's protocol spells them.
constexpr auto enum_names(const KafkaError*) {
  using enum KafkaError;
  return std::to_array<config::EnumName<KafkaError>>({
      {"TOPIC_AUTHORIZATION_FAILED", topic_authorization_failed},
      {"UNKNOWN_TOPIC_OR_PARTITION", unknown_topic_or_partition},
      {"INVALID_RECORD", invalid_record},
      {"INVALID_TIMESTAMP", invalid_timestamp},
      {"POLICY_VIOLATION", policy_violation},
      {"UNSUPPORTED_FOR_MESSAGE_FORMAT", unsupported_for_message_format},
      {"UNKNOWN_SERVER_ERROR", unknown_server_error},
      {"INVALID_REQUEST", invalid_request},
      {"UNSUPPORTED_COMPRESSION_TYPE", unsupported_compression_type},
      {"THROTTLING_QUOTA_EXCEEDED", throttling_quota_exceeded},
      {"MESSAGE_TOO_LARGE", message_too_large},
      {"RECORD_LIST_TOO_LARGE", record_list_too_large},
      {"INVALID_TOPIC_EXCEPTION", invalid_topic},
      {"CORRUPT_MESSAGE", corrupt_message},
      {"LEADER_NOT_AVAILABLE", leader_not_available},
      {"NOT_LEADER_OR_FOLLOWER", not_leader},
      {"REQUEST_TIMED_OUT", request_timed_out},
      {"NOT_ENOUGH_REPLICAS", not_enough_replicas},
      {"NOT_ENOUGH_REPLICAS_AFTER_APPEND", not_enough_replicas_after_append},
      {"KAFKA_STORAGE_ERROR", storage_error},
      {"CLUSTER_AUTHORIZATION_FAILED", cluster_authorization_failed},
      {"SASL_AUTHENTICATION_FAILED", sasl_authentication_failed},
  });
}

/// Why the error cannot be made permanent, as the end of a sentence; empty when it can.
[[nodiscard]] std::string_view why_not_permanent(KafkaError error);
/// The same for an error that is to pass.
[[nodiscard]] std::string_view why_not_passing(KafkaError error);

/// The verdict under the operator's choice. An unknown topic that is to pass has an endless grace
/// instead (KafkaSinkSettings::topic_grace).
[[nodiscard]] KafkaVerdict verdict_of(rd_kafka_resp_err_t error,
                                      const ErrorChoice<KafkaError>& choice) noexcept;

}  // namespace sluice::connectors
