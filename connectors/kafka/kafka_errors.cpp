#include "connectors/kafka/kafka_errors.hpp"

#include <fmt/format.h>

namespace sluice::connectors {
namespace {

RejectionCode rejection_code_of(rd_kafka_resp_err_t error) noexcept {
  switch (error) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
      return RejectionCode::too_large;
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return RejectionCode::invalid_topic;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return RejectionCode::unknown_topic;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return RejectionCode::not_authorized;
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
      return RejectionCode::expired;
    default:
      return RejectionCode::refused;
  }
}

}  // namespace

Rejection rejection_of(rd_kafka_resp_err_t error) noexcept {
  return {rejection_code_of(error), rd_kafka_err2str(error)};
}

KafkaVerdict verdict_of(rd_kafka_resp_err_t error) noexcept {
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return KafkaVerdict::delivered;

    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
      return KafkaVerdict::purged;

    // The batch as a whole, unless it has only one record.
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
      return KafkaVerdict::too_large;

    // One record, and its batch with it.
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      return KafkaVerdict::not_accepted;

    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return KafkaVerdict::unknown_topic;

    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    // Only when the operator set message.timeout.ms, and thereby asked for it.
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
      return KafkaVerdict::rejected;

    default:
      return KafkaVerdict::try_again;
  }
}

KafkaTrouble trouble_of(rd_kafka_resp_err_t error) noexcept {
  switch (error) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
    case RD_KAFKA_RESP_ERR__NO_OFFSET:
    // A commit or a heartbeat during a rebalance of the group.
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST:
      return KafkaTrouble::none;

    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
    case RD_KAFKA_RESP_ERR_INVALID_GROUP_ID:
    // With the operator's auto.offset.reset there is no offset to begin at.
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return KafkaTrouble::refused;

    case RD_KAFKA_RESP_ERR__FATAL:
      return KafkaTrouble::fatal;

    default:
      return KafkaTrouble::passing;
  }
}

std::string about_topic(std::string_view topic, std::string_view text) {
  return topic.empty() ? std::string{text} : fmt::format("topic {}: {}", topic, text);
}

}  // namespace sluice::connectors
