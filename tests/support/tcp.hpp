#pragma once

#include <cstdint>
#include <string>

#include "tests/support/deadline.hpp"

namespace sluice::test {

/// Whether somebody listens on this port of 127.0.0.1.
[[nodiscard]] bool port_answers(std::uint16_t port);

/// Sends `request` to this port of 127.0.0.1 and returns all that comes until the other side
/// closes. Throws std::runtime_error when that is not before the deadline.
[[nodiscard]] std::string exchange(std::uint16_t port, const std::string& request,
                                   Deadline deadline);

}  // namespace sluice::test
