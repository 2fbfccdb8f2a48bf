#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/system/result.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/url.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/net/lookups.hpp"
#include "gateway/net/stream.hpp"
#include "gateway/net/tls.hpp"

namespace sluice::net {

/// Where a Channels server is and how it is to be asked.
struct Endpoint {
  config::Url url;  ///< ws or wss; its target is that of the upgrade request
  std::vector<std::pair<std::string, std::string>> headers;
  TlsSettings tls;
};

/// A stream on which the server has accepted the WebSocket upgrade.
struct Upgraded {
  std::unique_ptr<Stream> stream;
  std::string early_bytes;  ///< frames that came with the answer
};

/// The stream, or why there is none: which step failed, and how.
using Dialled = boost::system::result<Upgraded, channels::Closure>;

/// Connects to one of the addresses, which were found for the endpoint's host, and where there is a
/// `tls` shakes hands; then upgrades. Enforces `deadline` for connecting only: past it the caller
/// must cancel.
[[nodiscard]] boost::asio::awaitable<Dialled> dial(boost::asio::io_context& loop, Lookups& lookups,
                                                   const Endpoint& endpoint, Addresses addresses,
                                                   boost::asio::ssl::context* tls, Time deadline);

}  // namespace sluice::net
