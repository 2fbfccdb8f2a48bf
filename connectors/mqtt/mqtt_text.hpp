#pragma once

#include <string_view>

namespace sluice::connectors {

/// Why the text cannot be a string of MQTT (3.1.1 section 1.5.3, 5 section 1.5.4), as the end of a
/// sentence about it; empty when it can. Controls and noncharacters, which the standard
/// discourages, count as forbidden: brokers close the connection for them.
[[nodiscard]] std::string_view why_no_mqtt_text(std::string_view text) noexcept;

}  // namespace sluice::connectors
