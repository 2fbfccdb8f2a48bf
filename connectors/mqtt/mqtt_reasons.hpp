#pragma once

#include <string>

#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// Whether the number is an error that a broker of MQTT 5 can give (section 2.4), and not Paho's
/// mark for "this is 3.1.1".
[[nodiscard]] bool is_broker_error(int code) noexcept;

/// Whether the broker's answer to a PUBLISH (MQTT 5, section 3.4.2.1) means that it will never take
/// this message. A message that it may take later is sent again.
[[nodiscard]] bool is_permanent(int puback_reason) noexcept;

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
