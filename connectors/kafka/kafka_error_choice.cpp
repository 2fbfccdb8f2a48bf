#include "connectors/kafka/kafka_error_choice.hpp"

namespace sluice::connectors {

std::string_view why_not_permanent(KafkaError error) {
  using enum KafkaError;
  switch (error) {
    case leader_not_available:
    case not_leader:
    case request_timed_out:
    case not_enough_replicas:
    case not_enough_replicas_after_append:
    case storage_error:
      return "cannot be permanent: librdkafka tries again by itself, for ever, and the record may "
             "have arrived";
    case cluster_authorization_failed:
    case sasl_authentication_failed:
      return "cannot be permanent: it is about the connection, and no record is to blame";
    case topic_authorization_failed:
    case unknown_topic_or_partition:
    case invalid_record:
    case invalid_timestamp:
    case policy_violation:
    case unsupported_for_message_format:
    case unknown_server_error:
    case invalid_request:
    case unsupported_compression_type:
    case throttling_quota_exceeded:
    case corrupt_message:
    case message_too_large:
    case record_list_too_large:
    case invalid_topic:
      return {};
  }
  return {};
}

std::string_view why_not_passing(KafkaError error) {
  switch (error) {
    case KafkaError::message_too_large:
    case KafkaError::record_list_too_large:
      return "cannot be passing: the record stays too large and would hold its topic up for ever; "
             "`sluice resend` sends dead letters again";
    case KafkaError::invalid_topic:
      return "cannot be passing: no broker will ever take a topic of that name";
    default:
      return {};
  }
}

KafkaVerdict verdict_of(rd_kafka_resp_err_t error, const ErrorChoice<KafkaError>& choice) noexcept {
  const KafkaVerdict verdict = verdict_of(error);
  const auto named = static_cast<KafkaError>(error);
  switch (verdict) {
    case KafkaVerdict::rejected:
    case KafkaVerdict::not_accepted:
      return choice.is_passing(named) ? KafkaVerdict::passing : verdict;
    case KafkaVerdict::try_again:
      if (choice.is_passing(named)) return KafkaVerdict::passing;
      return choice.is_permanent(named) ? KafkaVerdict::not_accepted : verdict;
    case KafkaVerdict::delivered:
    case KafkaVerdict::unknown_topic:
    case KafkaVerdict::too_large:
    case KafkaVerdict::passing:
    case KafkaVerdict::purged:
      return verdict;
  }
  return verdict;
}

}  // namespace sluice::connectors
