#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/error.hpp"

// Addresses as the file writes them. An error reads on from the text it is about ("… has no host")
// and quotes nothing of it: a value may hold a secret in the wrong place.
namespace sluice::config {

/// Where a server is and what to ask it for.
struct Url {
  std::string scheme;  ///< http, https, ws, wss, mqtt or mqtts; in small letters
  bool tls = false;    ///< https, wss or mqtts
  std::string host;    ///< a name or an address; IPv6 without its brackets
  std::uint16_t port{};
  bool own_port = false;     ///< the text names the port; else it is the scheme's
  std::string target = "/";  ///< path and query, as a request line wants them
  bool operator==(const Url&) const = default;

  /// `host:port` as a URL and a Host header write it; the port only where it is not the scheme's.
  [[nodiscard]] std::string authority() const;
  /// For messages: scheme, host, port and path; no query, which may hold a secret.
  [[nodiscard]] std::string shown() const;
};

/// `ws://` or `wss://` with a host, and perhaps a port, a path prefix and parameters of a query,
/// which the gateway adds to its own.
[[nodiscard]] Result<Url> parse_websocket_url(std::string_view text);

/// The wss URL of the same server; its port is another only where the text names none.
[[nodiscard]] Url with_tls(Url url);

/// `http://` or `https://` with a host, and perhaps a port and a path prefix. No query: it is put
/// in front of paths of the gateway's own.
[[nodiscard]] Result<Url> parse_http_prefix(std::string_view text);

/// The same with a query, for one address and no other.
[[nodiscard]] Result<Url> parse_http_url(std::string_view text);

/// `mqtt://` or `mqtts://` with a host, and perhaps a port.
[[nodiscard]] Result<Url> parse_mqtt_url(std::string_view text);

/// Where to listen.
struct ListenAddress {
  std::string host;  ///< IPv6 without its brackets
  std::uint16_t port{};
};

/// `host:port` or `[IPv6]:port`; port 0 lets the system choose.
[[nodiscard]] Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace sluice::config
