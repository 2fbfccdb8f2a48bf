#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <optional>

#include "config/proxy.hpp"
#include "config/url.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"

namespace sluice::net {

/// The host and port to connect to on the way to `target`.
[[nodiscard]] config::ListenAddress first_hop(const std::optional<config::Proxy>& proxy,
                                              const config::Url& target);

/// Makes a socket to the proxy one to `target`, by the deadline. The error names the proxy.
[[nodiscard]] boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> make_tunnel(
    boost::asio::ip::tcp::socket socket, const config::Proxy& proxy, const config::Url& target,
    Time deadline);

/// The same error, that happened on the way to the proxy; unchanged where there is none.
[[nodiscard]] Error at_first_hop(Error error, const std::optional<config::Proxy>& proxy);

}  // namespace sluice::net
