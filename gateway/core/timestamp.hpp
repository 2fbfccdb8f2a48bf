#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice {

inline constexpr std::size_t timestamp_size = std::string_view{"2026-01-02T03:04:05.678Z"}.size();

/// Writes the time in the form of RFC 3339, in UTC and to the millisecond: timestamp_size bytes.
/// Returns their end.
char* write_timestamp(WallTime time, char* to) noexcept;

[[nodiscard]] std::string timestamp(WallTime time);

}  // namespace sluice
