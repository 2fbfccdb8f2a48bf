#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"
#include "gateway/net/tether.hpp"

namespace sluice::net {

/// Finds the addresses of a host and, unlike Asio's resolver, gives up when told: getaddrinfo
/// cannot be interrupted and goes on in the background, its answer unheard. One lookup at a time;
/// on the loop's thread; lives as long as the coroutine that waits in run().
class Lookup {
 public:
  using Addresses = boost::asio::ip::tcp::resolver::results_type;

  explicit Lookup(boost::asio::io_context& loop) : resolver_(loop), finished_(loop) {}

  /// An address as text is answered without asking anyone.
  boost::asio::awaitable<Result<Addresses>> run(std::string host, std::uint16_t port,
                                                Time deadline);

  /// Makes run() return an error, soon.
  void cancel();

 private:
  class Request;

  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer finished_;
  Tethers request_;
  boost::system::error_code error_;
  std::optional<Addresses> found_;
};

}  // namespace sluice::net
