#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/interpolation.hpp"
#include "config/scalar_types.hpp"
#include "config/url.hpp"
#include "gateway/core/error.hpp"

// Proxies that make tunnels to any host and port: CONNECT of RFC 9110, section 9.3.6.
namespace sluice::config {

struct Proxy {
  std::string host;  ///< a name or an address; IPv6 without its brackets
  std::uint16_t port{};
  std::string login{};  ///< `user:password`; empty: none. A secret
  bool operator==(const Proxy&) const = default;

  /// For messages: `host:port`.
  [[nodiscard]] std::string shown() const;
};

/// `http://` with a host, and optionally `user:password@`, percent-encoded, and a port, 80 by
/// default. The text of an error continues the name of its field and quotes nothing.
[[nodiscard]] Result<Proxy> parse_proxy(std::string_view text);

/// What a file says at `proxy` to use none, whatever the environment names.
inline constexpr std::string_view no_proxy_word = "none";

/// The proxy of a value that has passed the checks; empty: none.
[[nodiscard]] std::optional<Proxy> proxy_of(const Secret& value);

/// A variable of the environment that names the proxy for a URL.
struct NamedProxy {
  std::string variable;
  std::string value;
};

/// As other programs read them: `https_proxy` or `HTTPS_PROXY` for https and wss, `http_proxy` or
/// `HTTP_PROXY` for http and ws, but for the hosts that `no_proxy` or `NO_PROXY` lists, and this
/// machine itself. A value may leave out `http://`.
[[nodiscard]] std::optional<NamedProxy> named_proxy(const Url& url, const Environment& environment);

/// Whether the list of hosts contains the URL's: its name or that of a domain above it, an address,
/// a network as `10.0.0.0/8`, each perhaps with a port, or `*`.
[[nodiscard]] bool is_listed(const Url& url, std::string_view list);

}  // namespace sluice::config
