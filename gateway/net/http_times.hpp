#pragma once

#include <optional>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice::net {

/// The time in a Date header, in the only form that servers may still write: `Sun, 06 Nov 1994
/// 08:49:37 GMT`. Empty for any other form.
[[nodiscard]] std::optional<WallTime> read_http_date(std::string_view value);

/// The pause that a Retry-After header asks for (RFC 9110, section 10.2.3): a number of seconds, or
/// a date. Empty when it is neither, or when that time has passed.
[[nodiscard]] std::optional<Duration> read_retry_after(std::string_view value, WallTime now);

}  // namespace sluice::net
