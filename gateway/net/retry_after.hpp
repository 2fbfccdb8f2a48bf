#pragma once

#include <optional>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice::net {

/// How long the value of a Retry-After header asks to wait (RFC 9110, section 10.2.3): a number of
/// seconds, or a date. None when it is neither, or when that time has passed.
[[nodiscard]] std::optional<Duration> read_retry_after(std::string_view value, WallTime now);

}  // namespace sluice::net
