#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>

#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"

namespace sluice::net {

/// A socket connected to the first of the addresses that answers. Each gets its share of the time,
/// so that a dead one does not use up that of the others. The error names the last that was tried;
/// past the deadline it is whoever awaits this who ends it, by cancelling.
[[nodiscard]] boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> connect(
    boost::asio::io_context& io, boost::asio::ip::tcp::resolver::results_type addresses,
    Time deadline);

/// How long one address may take when so many are left to try, it included: an equal share of the
/// time, and enough for a far server even when there is little.
[[nodiscard]] Time::duration connect_share(Time now, Time deadline, std::size_t left) noexcept;

}  // namespace sluice::net
