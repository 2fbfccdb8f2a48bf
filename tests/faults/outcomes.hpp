#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "tests/support/gateway_process.hpp"

// What a gateway's counters say of the records that it had, and how it ends.
namespace sluice::test {

/// A counter, over all labels.
[[nodiscard]] std::size_t count_of(GatewayProcess& gateway, const std::string& name);

/// Waits until the process has received so many events, and each of them and of those that it found
/// in its journal has its outcome. Throws std::runtime_error if it ends before or takes too long.
void await_outcomes(GatewayProcess& gateway, std::size_t received, std::chrono::minutes time);

/// Offered and recovered is delivered, rejected, dropped or held, now that nothing moves. Throws
/// std::runtime_error if it is not.
void check_balance(GatewayProcess& gateway);

/// SIGKILL, so long after this call. Throws std::runtime_error if it ends by itself before.
void kill(GatewayProcess& gateway, std::chrono::milliseconds after);

/// SIGTERM. Throws std::runtime_error if it does not end with 0.
void end_well(GatewayProcess& gateway);

}  // namespace sluice::test
