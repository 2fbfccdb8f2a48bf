#pragma once

#include <string>

#include "gateway/net/connection.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::app {

/// One connection as JSON: its state, why it is not connected, and each channel. On the
/// connection's thread. Holds nothing secret: no URL, no header, no key.
[[nodiscard]] std::string status_of(const net::Connection& connection);

/// One source or return as JSON: what it counts, zeros left out of the losses. On any thread.
[[nodiscard]] std::string status_of(const telemetry::SourceProbe& source);
[[nodiscard]] std::string status_of(const telemetry::ReturnProbe& back);

}  // namespace sluice::app
