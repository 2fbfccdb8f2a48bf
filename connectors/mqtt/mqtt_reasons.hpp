#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/fields.hpp"
#include "connectors/error_choice.hpp"
#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// The errors with which a broker of MQTT 5 can answer a PUBLISH (section 3.4.2.1), each with its
/// number.
enum class MqttReason : std::uint8_t {
  unspecified_error = 0x80,
  implementation_specific_error = 0x83,
  not_authorized = 0x87,
  topic_name_invalid = 0x90,
  packet_identifier_in_use = 0x91,
  quota_exceeded = 0x97,
  payload_format_invalid = 0x99,
};
constexpr auto enum_names(const MqttReason*) {
  using enum MqttReason;
  return std::to_array<config::EnumName<MqttReason>>({
      {"unspecified_error", unspecified_error},
      {"implementation_specific_error", implementation_specific_error},
      {"not_authorized", not_authorized},
      {"topic_name_invalid", topic_name_invalid},
      {"packet_identifier_in_use", packet_identifier_in_use},
      {"quota_exceeded", quota_exceeded},
      {"payload_format_invalid", payload_format_invalid},
      {"0x80", unspecified_error},
      {"0x83", implementation_specific_error},
      {"0x87", not_authorized},
      {"0x90", topic_name_invalid},
      {"0x91", packet_identifier_in_use},
      {"0x97", quota_exceeded},
      {"0x99", payload_format_invalid},
  });
}

/// Why the error cannot be made permanent, as the end of a sentence; empty when it can.
[[nodiscard]] std::string_view why_not_permanent(MqttReason reason);
/// The same for an error that is to pass.
[[nodiscard]] std::string_view why_not_passing(MqttReason reason);

/// Whether the number is an error that a broker of MQTT 5 can give (section 2.4), and not Paho's
/// mark for "this is 3.1.1".
[[nodiscard]] bool is_broker_error(int code) noexcept;

/// Whether the broker's answer to a PUBLISH means that it will never take this message, by the
/// operator's choice where there is one. A message that it may take later is sent again.
[[nodiscard]] bool is_permanent(int puback_reason, const ErrorChoice<MqttReason>& choice) noexcept;

/// The code with which a record is rejected after a permanent answer of the broker.
[[nodiscard]] RejectionCode rejection_code_of(int puback_reason) noexcept;

/// The broker's refusal of a CONNECT in words, whichever of the two protocols it came by; empty
/// when the attempt failed for another reason than the broker's answer.
[[nodiscard]] std::string connect_refusal(int return_code, int reason_code);

/// The broker's refusal of a SUBSCRIBE for one filter in words; empty when it failed otherwise.
[[nodiscard]] std::string subscribe_refusal(int return_code, int reason_code);

/// Why a request failed without an answer of the broker's, by Paho's code.
[[nodiscard]] std::string request_failure(int return_code);

/// Whether the broker ended the connection since another client came with the same client id.
[[nodiscard]] bool is_take_over(int disconnect_reason) noexcept;

}  // namespace sluice::connectors
