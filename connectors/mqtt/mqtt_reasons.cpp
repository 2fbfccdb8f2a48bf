#include "connectors/mqtt/mqtt_reasons.hpp"

#include <mqtt/exception.h>

namespace sluice::connectors {

bool is_broker_error(int code) noexcept {
  return code >= MQTTREASONCODE_UNSPECIFIED_ERROR &&
         code <= MQTTREASONCODE_WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
}

std::string_view why_not_permanent(MqttReason reason) {
  if (reason != MqttReason::packet_identifier_in_use) return {};
  return "cannot be permanent: it is about the session, and no message is to blame";
}

std::string_view why_not_passing(MqttReason reason) {
  if (reason == MqttReason::topic_name_invalid) {
    return "cannot be passing: the broker will never take a topic of that name";
  }
  if (reason == MqttReason::payload_format_invalid) {
    return "cannot be passing: the payload stays as it is and would hold its topic up for ever";
  }
  return {};
}

bool is_permanent(int puback_reason, const ErrorChoice<MqttReason>& choice) noexcept {
  const auto reason = static_cast<MqttReason>(puback_reason);
  if (choice.is_passing(reason)) return false;
  if (choice.is_permanent(reason)) return true;
  switch (puback_reason) {
    case MQTTREASONCODE_PACKET_IDENTIFIER_IN_USE:
    case MQTTREASONCODE_QUOTA_EXCEEDED:
      return false;
    default:
      return is_broker_error(puback_reason);
  }
}

RejectionCode rejection_code_of(int puback_reason) noexcept {
  switch (puback_reason) {
    case MQTTREASONCODE_NOT_AUTHORIZED:
      return RejectionCode::not_authorized;
    case MQTTREASONCODE_TOPIC_NAME_INVALID:
      return RejectionCode::invalid_topic;
    case MQTTREASONCODE_PACKET_TOO_LARGE:
      return RejectionCode::too_large;
    default:
      return RejectionCode::refused;
  }
}

std::string connect_refusal(int return_code, int reason_code) {
  for (const int code : {reason_code, return_code}) {
    if (is_broker_error(code)) return mqtt::exception::reason_code_str(code);
  }
  switch (return_code) {  // MQTT 3.1.1, section 3.2.2.3
    case 1:
      return "Unacceptable protocol version";
    case 2:
      return "Client identifier not valid";
    case 3:
      return "Server unavailable";
    case 4:
      return "Bad user name or password";
    case 5:
      return "Not authorized";
    default:
      return {};
  }
}

std::string subscribe_refusal(int return_code, int reason_code) {
  if (is_broker_error(reason_code)) return mqtt::exception::reason_code_str(reason_code);
  constexpr int failure = 0x80;  // MQTT 3.1.1, section 3.9.3, knows no other
  return return_code == failure ? "refused by the broker" : "";
}

std::string request_failure(int return_code) {
  switch (return_code) {  // Paho gives all three when the connection is gone
    case MQTTASYNC_FAILURE:
    case MQTTASYNC_DISCONNECTED:
    case MQTTASYNC_OPERATION_INCOMPLETE:
      return "the connection ended before the broker answered";
    default:
      return "request failed: " + mqtt::exception::error_str(return_code);
  }
}

bool is_take_over(int disconnect_reason) noexcept {
  return disconnect_reason == MQTTREASONCODE_SESSION_TAKEN_OVER;
}

}  // namespace sluice::connectors
