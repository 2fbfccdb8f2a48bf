#pragma once

#include <string>

#include "gateway/net/connection.hpp"

namespace sluice::app {

/// One connection as JSON: its state, why it is not connected, and each channel. On the
/// connection's thread. Holds nothing secret: no URL, no header, no key.
[[nodiscard]] std::string status_of(const net::Connection& connection);

}  // namespace sluice::app
