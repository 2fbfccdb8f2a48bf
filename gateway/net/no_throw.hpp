#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

namespace sluice::net {

/// The completion token of all waits here: `auto [error, …] = co_await x.async_…(…, no_throw)`. A
/// lost peer is an ordinary value, not an exception.
inline constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

/// The completion of a spawned coroutine. No coroutine should throw: an exception is a bug. It
/// leaves io_context::run() and is not lost, as it would be with asio::detached.
inline constexpr auto fail_loudly = [](const std::exception_ptr& bug) {
  if (bug) std::rethrow_exception(bug);
};

}  // namespace sluice::net
