#pragma once

#include <string>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice::app {

/// The answer of /api/v1/status with what its counters gained a second since an earlier answer:
/// `events_per_second` of connections, `delivered_…` of sinks, `received_…` of sources, `sent_…` of
/// returns, and over how many seconds. What is new, or counts less than before, has none. Throws
/// std::runtime_error when one of them is no such answer.
[[nodiscard]] std::string with_rates(std::string_view status, std::string_view earlier,
                                     Duration between);

}  // namespace sluice::app
