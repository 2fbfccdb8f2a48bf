#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"
#include "gateway/net/lookups.hpp"

// The only way in which this process connects: WebSockets, HTTP and connectors alike.
namespace sluice::net {

/// A socket to the address that answers first. The addresses race as in RFC 8305: their families
/// take turns, and the next one starts when an earlier one fails, or is silent for 250 ms. The
/// socket neither blocks nor delays small writes. The error names each address that was tried, and
/// the reason of its failure.
[[nodiscard]] boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> race(
    boost::asio::io_context& loop, std::vector<boost::asio::ip::tcp::endpoint> addresses,
    Time deadline);

/// The same with addresses as text. The caller rates the reached address once it has served or
/// failed.
[[nodiscard]] boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> connect(
    boost::asio::io_context& loop, Addresses addresses, std::uint16_t port, Time deadline);

/// Looks up the host, and connects. The error begins with the step that failed.
[[nodiscard]] boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> connect_by_name(
    boost::asio::io_context& loop, Lookups& lookups, std::string host, std::uint16_t port,
    Time deadline);

/// The address of the socket's peer, in the form for Lookups::rate().
[[nodiscard]] std::string address_of(const boost::asio::ip::tcp::socket& socket);

/// Addresses in the order of a race: the first stays first, and the families take turns.
[[nodiscard]] std::vector<boost::asio::ip::tcp::endpoint> interleaved(
    std::vector<boost::asio::ip::tcp::endpoint> addresses);

}  // namespace sluice::net
