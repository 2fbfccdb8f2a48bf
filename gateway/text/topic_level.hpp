#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/text/record_writer.hpp"

namespace sluice::text {

/// Appends `value` as one level of an MQTT topic: each byte of `/`, `+`, `#`, of controls and
/// noncharacters, and each byte that is not UTF-8 becomes `%XX`; `%` becomes `%25`. Two values thus
/// never make the same level, and decode_topic_level() returns the value.
void encode_topic_level(std::string_view value, Writer& out) noexcept;

/// The largest number of bytes that encode_topic_level() appends.
[[nodiscard]] constexpr std::size_t topic_level_bound(std::string_view value) noexcept {
  return 3 * value.size();
}

/// The value from which encode_topic_level() made the level. Empty when a `%` is not followed by
/// two hexadecimal digits.
[[nodiscard]] std::optional<std::string> decode_topic_level(std::string_view level);

}  // namespace sluice::text
