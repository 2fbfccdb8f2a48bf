#include "gateway/net/tunnel.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <utility>

#include "gateway/net/no_throw.hpp"
#include "gateway/net/tunnel_text.hpp"

namespace sluice::net {
namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

namespace {

Error failed(const boost::system::error_code& error) {
  if (error == beast::error::timeout) return {"timed out"};
  if (error == asio::error::eof) return {"closed the connection"};
  return {error.message()};
}

asio::awaitable<Result<void>> ask(beast::tcp_stream& stream, const config::Proxy& proxy,
                                  const config::Url& target) {
  const auto request = tunnel_request(proxy, target);
  const auto [not_written, written] =
      co_await asio::async_write(stream, asio::buffer(request), no_throw);
  if (not_written) co_return failed(not_written);
  TunnelAnswer answer(proxy, target);
  std::array<char, 1024> bytes;
  for (;;) {
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(bytes), no_throw);
    if (error) co_return failed(error);
    const auto made = answer.feed({bytes.data(), size});
    if (!made) co_return made.error();
    if (*made) co_return Result<void>{};
  }
}

}  // namespace

config::ListenAddress first_hop(const std::optional<config::Proxy>& proxy,
                                const config::Url& target) {
  return proxy ? config::ListenAddress{proxy->host, proxy->port}
               : config::ListenAddress{target.host, target.port};
}

asio::awaitable<Result<tcp::socket>> make_tunnel(tcp::socket socket, const config::Proxy& proxy,
                                                 const config::Url& target, Time deadline) {
  beast::tcp_stream stream(std::move(socket));
  stream.expires_at(deadline);
  if (auto made = co_await ask(stream, proxy, target); !made) {
    co_return at_first_hop(std::move(made).error(), proxy);
  }
  co_return stream.release_socket();
}

Error at_first_hop(Error error, const std::optional<config::Proxy>& proxy) {
  return proxy ? std::move(error).within(fmt::format("proxy {}", proxy->shown())) : error;
}

}  // namespace sluice::net
