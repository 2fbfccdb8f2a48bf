#pragma once

#include <string_view>

#include "config/url.hpp"

namespace sluice::config {

/// `host`, `host:port` or `[IPv6]:port`, as a client is given it; the port is 0 where none is
/// named.
[[nodiscard]] Result<ListenAddress> parse_host_port(std::string_view text);

}  // namespace sluice::config
