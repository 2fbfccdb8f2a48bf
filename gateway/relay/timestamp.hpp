#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/core/time.hpp"
#include "gateway/relay/writer.hpp"

namespace sluice::relay {

inline constexpr std::size_t timestamp_size = std::string_view{"2026-01-02T03:04:05.678Z"}.size();

/// Appends the time as RFC 3339 has it, in UTC and with milliseconds: timestamp_size bytes.
void append_timestamp(WallTime time, Writer& out) noexcept;

}  // namespace sluice::relay
