#pragma once

#include <optional>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice::net {

/// The time that the value of a Date header states, in the one form that servers may still write:
/// `Sun, 06 Nov 1994 08:49:37 GMT`. None when it is another.
[[nodiscard]] std::optional<WallTime> read_http_date(std::string_view value);

/// How long the value of a Retry-After header asks to wait (RFC 9110, section 10.2.3): a number of
/// seconds, or a date. None when it is neither, or when that time has passed.
[[nodiscard]] std::optional<Duration> read_retry_after(std::string_view value, WallTime now);

}  // namespace sluice::net
