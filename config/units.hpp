#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/scalar_types.hpp"

// Numbers with units, in the form of the file. A number in the right form that does not fit into 64
// bits becomes the largest possible value, so that a range refuses it with its own message.
namespace sluice::config {

[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text) noexcept;
[[nodiscard]] std::optional<Bytes> parse_bytes(std::string_view text) noexcept;

/// In the largest unit that shows it exactly: 15000 ms is `15s`, 1500 ms is `1500ms`.
[[nodiscard]] std::string to_text(Duration duration);
[[nodiscard]] std::string to_text(Bytes bytes);

}  // namespace sluice::config
