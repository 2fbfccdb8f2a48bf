#include "gateway/net/connect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;  // NOLINT: what it is for
using asio::ip::tcp;

namespace {
constexpr std::chrono::milliseconds connect_at_least{250};
}  // namespace

Time::duration connect_share(Time now, Time deadline, std::size_t left) noexcept {
  const auto count = static_cast<Time::rep>(std::max<std::size_t>(left, 1));
  return std::max<Time::duration>((deadline - now) / count, connect_at_least);
}

asio::awaitable<Result<tcp::socket>> connect(asio::io_context& io,
                                             tcp::resolver::results_type addresses, Time deadline) {
  Error last{"no address"};
  auto left = addresses.size();
  for (const auto& address : addresses) {
    tcp::socket socket(io);
    asio::steady_timer patience(io,
                                connect_share(std::chrono::steady_clock::now(), deadline, left--));
    const auto first =
        co_await (socket.async_connect(address, no_throw) || patience.async_wait(no_throw));
    if (first.index() == 1) {
      last = Error{"timed out"};
    } else if (const auto [error] = std::get<0>(first); error) {
      last = Error{error.message()};
    } else {
      co_return std::move(socket);
    }
    last = std::move(last).within(fmt::format("{}", address.endpoint().address().to_string()));
  }
  co_return last;
}

}  // namespace sluice::net
