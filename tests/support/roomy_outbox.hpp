#pragma once

#include "gateway/relay/outbox.hpp"

namespace sluice::test {

/// Bounds that no test reaches.
inline constexpr relay::OutboxSettings roomy{.max_records = 100'000,
                                             .max_bytes = 64 * 1024 * 1024,
                                             .when_full = OverflowPolicy::drop_oldest};

}  // namespace sluice::test
