#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/error.hpp"

// Addresses in the form of the file. The text of an error continues the name of its field ("… has
// no host") and quotes nothing: a value may contain a secret in the wrong place.
namespace sluice::config {

/// The address of a server, and the target of a request there.
struct Url {
  std::string scheme;  ///< http, https, ws, wss, mqtt or mqtts; in lower case
  bool tls = false;    ///< https, wss or mqtts
  std::string host;    ///< a name or an address; IPv6 without its brackets
  std::uint16_t port{};
  bool own_port = false;     ///< the text has the port; otherwise it is the scheme's
  std::string target = "/";  ///< path and query, in the form of a request line
  bool operator==(const Url&) const = default;

  /// `host:port` in the form of a URL and a Host header; without the scheme's own port.
  [[nodiscard]] std::string authority() const;
  /// For messages: scheme, host, port and path; without the query, which may contain a secret.
  [[nodiscard]] std::string shown() const;
};

/// `ws://` or `wss://` with a host, and optionally a port, a path prefix and query parameters,
/// which the gateway adds to its own.
[[nodiscard]] Result<Url> parse_websocket_url(std::string_view text);

/// The wss URL of the same server; the port changes only if the text has none.
[[nodiscard]] Url with_tls(Url url);

/// `http://` or `https://` with a host, and optionally a port and a path prefix. No query: the
/// gateway appends its own paths.
[[nodiscard]] Result<Url> parse_http_prefix(std::string_view text);

/// The same with a query, for one fixed address.
[[nodiscard]] Result<Url> parse_http_url(std::string_view text);

/// `mqtt://` or `mqtts://` with a host, and optionally a port.
[[nodiscard]] Result<Url> parse_mqtt_url(std::string_view text);

/// The address of a listening socket.
struct ListenAddress {
  std::string host;  ///< IPv6 without its brackets
  std::uint16_t port{};
};

/// `host:port` or `[IPv6]:port`; port 0 lets the system choose.
[[nodiscard]] Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace sluice::config
