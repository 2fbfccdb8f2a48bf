#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/system/result.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/proxy.hpp"
#include "config/url.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/net/lookups.hpp"
#include "gateway/net/stream.hpp"
#include "gateway/net/tls.hpp"

namespace sluice::net {

/// The address of a Channels server, and the upgrade request for it.
struct Endpoint {
  config::Url url;  ///< ws or wss, with the target of the upgrade request
  std::vector<std::pair<std::string, std::string>> headers;
  TlsSettings tls;
  std::optional<config::Proxy> proxy{};  ///< none: the server itself is dialled
};

/// A stream on which the server has accepted the WebSocket upgrade.
struct Upgraded {
  std::unique_ptr<Stream> stream;
  std::string early_bytes;  ///< frames that came with the answer
};

/// The stream, or the failed step and its error.
using Dialled = boost::system::result<Upgraded, channels::Closure>;

/// Connects to one of the addresses, which belong to the first hop, has the proxy make a tunnel if
/// that is one, makes the TLS handshake if there is a `tls`, and upgrades. Enforces `deadline` only
/// while connecting and making the tunnel; after that the caller must cancel.
[[nodiscard]] boost::asio::awaitable<Dialled> dial(boost::asio::io_context& loop, Lookups& lookups,
                                                   const Endpoint& endpoint, Addresses addresses,
                                                   boost::asio::ssl::context* tls, Time deadline);

}  // namespace sluice::net
