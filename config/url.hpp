#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/error.hpp"

namespace sluice::config {

/// Where a connection or a request goes, taken apart.
struct Url {
  std::string scheme;
  std::string host;  ///< a name or an address; IPv6 without its brackets
  std::uint16_t port{};
  std::string path;  ///< with its leading slash, or empty; with the query, where one is allowed
};

/// `ws://` or `wss://` with a host, and perhaps a port and a path prefix. No query: the gateway
/// writes its own.
[[nodiscard]] Result<Url> parse_websocket_url(std::string_view text);

/// `http://` or `https://` with a host, and perhaps a port, a path and a query.
[[nodiscard]] Result<Url> parse_http_url(std::string_view text);

/// `host:port` or `[IPv6]:port`; port 0 lets the system choose. Scheme and path stay empty.
[[nodiscard]] Result<Url> parse_listen_address(std::string_view text);

}  // namespace sluice::config
