#include "gateway/net/follow.hpp"

#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include "gateway/net/http_connection.hpp"
#include "gateway/net/shard.hpp"

namespace sluice::net {

namespace asio = boost::asio;

Result<HttpResponse> follow(const HttpEndpoint& endpoint, HttpRequest request, Duration silence_max,
                            std::function<bool(std::string_view part)> on_part) {
  Shard loop(0);
  asio::ssl::context* tls = nullptr;
  if (endpoint.url.tls) {
    const auto made = loop.tls_contexts().of(endpoint.tls);
    if (!made) return made.error();
    tls = *made;
  }
  HttpConnection connection(loop.io(), loop.lookups(), endpoint, tls);
  std::optional<Result<HttpResponse>> answer;
  asio::co_spawn(
      loop.io(),
      connection.follow(std::move(request), std::chrono::steady_clock::now() + endpoint.timeout,
                        silence_max, std::move(on_part)),
      [&](const std::exception_ptr& bug, Result<HttpResponse> came) {
        if (bug) std::rethrow_exception(bug);
        answer = std::move(came);
        loop.stop();
      });
  loop.run();
  return *std::move(answer);
}

}  // namespace sluice::net
