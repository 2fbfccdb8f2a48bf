#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/text/writer.hpp"

namespace sluice::text {

/// Appends `value` as one level of an MQTT topic: `/`, `+`, `#`, controls, noncharacters and bytes
/// that are not UTF-8 become `%XX` for each byte, and `%` becomes `%25`. So two values never make
/// one level, and decode_topic_level() gives the value back.
void encode_topic_level(std::string_view value, Writer& out) noexcept;

/// The most that encode_topic_level() appends.
[[nodiscard]] constexpr std::size_t topic_level_bound(std::string_view value) noexcept {
  return 3 * value.size();
}

/// The value that encode_topic_level() made the level of. Nothing when a `%` stands before
/// anything but two hexadecimal digits.
[[nodiscard]] std::optional<std::string> decode_topic_level(std::string_view level);

}  // namespace sluice::text
