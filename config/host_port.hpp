#pragma once

#include <string_view>

#include "config/url.hpp"

namespace sluice::config {

/// Parses `host`, `host:port` or `[IPv6]:port`, an address of a server; the port is 0 when the text
/// has none.
[[nodiscard]] Result<ListenAddress> parse_host_port(std::string_view text);

}  // namespace sluice::config
