#pragma once

#include <string>

#include "gateway/core/time.hpp"

namespace sluice {

/// RFC 3339 in UTC, to the millisecond: `2026-01-02T03:04:05.678Z`. Not for the hot path.
[[nodiscard]] std::string timestamp(WallTime time);

}  // namespace sluice
