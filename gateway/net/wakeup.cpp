#include "gateway/net/wakeup.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace sluice::net {

boost::asio::awaitable<void> Wakeup::wait() {
  while (!raised_) {
    co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    // Cancelled from outside: the parent is ending the waiting coroutine.
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    if (state.cancelled() != boost::asio::cancellation_type::none) co_return;
  }
  raised_ = false;
}

}  // namespace sluice::net
