#include "gateway/net/dialer.hpp"

#include <array>

#include "gateway/net/connect.hpp"
#include "gateway/net/no_throw.hpp"
#include "gateway/net/tunnel.hpp"
#include "gateway/net/upgrade.hpp"

namespace sluice::net {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Not part of upgrade(): a buffer there would belong to each waiting coroutine frame.
Result<bool> take_answer(Stream& stream, UpgradeAnswer& answer, std::string_view key) {
  std::array<char, 4096> bytes;
  const auto taken = stream.take(bytes);
  if (taken.error) return Error{taken.error.message()};
  return answer.feed({bytes.data(), taken.size}, key);
}

/// After the acceptance, `answer` has the early frames.
asio::awaitable<Result<void>> upgrade(Stream& stream, const Endpoint& endpoint,
                                      UpgradeAnswer& answer) {
  const auto key = make_websocket_key();
  const auto& url = endpoint.url;
  const auto request = upgrade_request(url.authority(), url.target, key, endpoint.headers);
  if (const auto error = co_await stream.write(request))
    co_return Error{error.message()}.within("upgrade");
  while (true) {
    if (const auto error = co_await stream.wait())
      co_return Error{error.message()}.within("upgrade");
    auto done = take_answer(stream, answer, key);
    if (!done) co_return done.error().within("upgrade");
    if (*done) co_return Result<void>{};
  }
}

channels::Closure failed(const Error& error) {
  return {channels::LossReason::dial_failed, {}, error.message};
}

/// From a connected socket to the first frame.
asio::awaitable<Dialled> begin(tcp::socket socket, const Endpoint& endpoint,
                               asio::ssl::context* tls) {
  const auto& url = endpoint.url;
  auto stream = std::make_unique<Stream>(std::move(socket));
  if (tls != nullptr) {
    auto& secured = stream->add_tls(*tls);
    prepare_handshake(secured.native_handle(), endpoint.tls, url.host);
    auto [error] = co_await secured.async_handshake(asio::ssl::stream_base::client, no_throw);
    if (error)
      co_return failed(
          Error{explain_handshake_failure(secured.native_handle(), error)}.within("TLS handshake"));
  }
  UpgradeAnswer answer;
  if (const auto accepted = co_await upgrade(*stream, endpoint, answer); !accepted) {
    auto failure = failed(accepted.error());
    failure.retry_after = answer.retry_after(std::chrono::system_clock::now());
    co_return failure;
  }
  co_return Upgraded{std::move(stream), answer.rest()};
}

}  // namespace

asio::awaitable<Dialled> dial(asio::io_context& loop, Lookups& lookups, const Endpoint& endpoint,
                              Addresses addresses, asio::ssl::context* tls, Time deadline) {
  const auto hop = first_hop(endpoint.proxy, endpoint.url);
  auto socket = co_await connect(loop, std::move(addresses), hop.port, deadline);
  if (!socket) co_return failed(at_first_hop(socket.error(), endpoint.proxy));
  const auto address = address_of(*socket);
  if (endpoint.proxy) {
    socket = co_await make_tunnel(*std::move(socket), *endpoint.proxy, endpoint.url, deadline);
    if (!socket) lookups.rate(hop.host, address, false);
    if (!socket) co_return failed(socket.error());
  }
  auto dialled = co_await begin(*std::move(socket), endpoint, tls);
  lookups.rate(hop.host, address, dialled.has_value());
  co_return dialled;
}

}  // namespace sluice::net
