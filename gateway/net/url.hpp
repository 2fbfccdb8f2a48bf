#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/error.hpp"

namespace sluice::net {

/// Where a server is and what to ask it for.
struct Url {
  std::string scheme;  ///< http, https, ws or wss
  bool tls = false;    ///< https or wss
  std::string host;    ///< an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string target = "/";  ///< path and query, as a request line wants them

  /// `host:port` as a URL and a Host header write it; the port only where it is not the scheme's.
  [[nodiscard]] std::string authority() const;
  /// For messages: scheme, host, port and path; no query, which may hold a secret.
  [[nodiscard]] std::string shown() const;
};

/// Takes `http(s)|ws(s)://host[:port][/path][?query]` apart. The message of an error quotes no more
/// of the text than the part that is wrong, and nothing of a user name or password.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

}  // namespace sluice::net
