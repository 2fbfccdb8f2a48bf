#pragma once

#include <cstdint>

namespace sluice::test {

/// A TCP port nobody listens on, kept for this process until it ends: tests that run in parallel
/// never get the same one, even while the server that it is meant for is stopped. Below the range
/// from which the kernel picks ports for outgoing connections, so that none of them takes it.
[[nodiscard]] std::uint16_t free_port();

}  // namespace sluice::test
