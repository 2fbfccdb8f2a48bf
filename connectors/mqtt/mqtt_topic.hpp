#pragma once

#include <string_view>

namespace sluice::connectors {

/// Why the text cannot be the topic of a message (MQTT 3.1.1 and 5, section 4.7); empty when it
/// can. Publishing one that breaks the rules makes brokers close the connection.
[[nodiscard]] std::string_view why_no_mqtt_topic(std::string_view topic) noexcept;

}  // namespace sluice::connectors
