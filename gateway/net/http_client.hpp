#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/proxy.hpp"
#include "config/url.hpp"
#include "gateway/channels/wire/http_answer.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"
#include "gateway/net/lookups.hpp"
#include "gateway/net/tether.hpp"
#include "gateway/net/tls.hpp"

namespace boost::asio {
class io_context;
}

namespace sluice::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// The target of requests, and their limits.
struct HttpEndpoint {
  std::string name;  ///< its name in error messages: "auth endpoint"
  config::Url url;   ///< http or https; its target is the default of requests
  TlsSettings tls;
  std::optional<config::Proxy> proxy{};  ///< none: the server itself is asked
  Duration timeout{};              ///< for one request, from name lookup to the answer's last byte
  Duration wait_max{30'000};       ///< for a free connection
  std::size_t concurrent_max{};    ///< connections, each with one request at a time
  std::size_t waiting_max = 4096;  ///< requests of one asker that wait for a free connection
  std::size_t answer_max{};        ///< bytes of an answer's body
  bool operator==(const HttpEndpoint&) const = default;
};

enum class HttpMethod : std::uint8_t { post, get };

struct HttpRequest {
  HttpMethod method = HttpMethod::post;
  std::string target{};  ///< path and query; empty: the endpoint's
  std::string_view content_type{};
  std::string body{};
  std::vector<HttpHeader> headers{};  ///< besides ours; may be secret, like the body
};

/// An answer with any status, a redirect included.
struct HttpResponse {
  unsigned status = 0;
  std::string body{};
  std::optional<Duration> retry_after{};
  std::optional<WallTime> date{};

  /// The answer for the caller to interpret; a view of this object.
  [[nodiscard]] channels::HttpAnswer answer() const { return {status, body, retry_after, date}; }
};

/// Asks one endpoint over kept-alive connections. Lives on one loop's thread and is called only
/// there.
class HttpClient {
 public:
  /// Receives the result of a request once, on the loop's thread and never from within send(). May
  /// send again and may destroy the client. The error has the failed step and the place, but no
  /// header and no body.
  using Done = std::function<void(Result<HttpResponse>)>;
  /// Makes a request when its turn comes, so that its content is fresh after any wait.
  using Make = std::function<Result<HttpRequest>()>;

  /// Fails for an unusable URL or CA file. `lookups` and `contexts` outlive it.
  [[nodiscard]] static Result<std::unique_ptr<HttpClient>> make(boost::asio::io_context& loop,
                                                                Lookups& lookups,
                                                                HttpEndpoint endpoint,
                                                                TlsContexts& contexts);
  /// Drops every request; no `done` is called any more.
  ~HttpClient();

  /// Sends a request. If the server had closed the kept-alive connection, the request is sent once
  /// more on a fresh one: the endpoint may receive it twice.
  void send(HttpRequest request, Done done);
  /// The same for one of several askers of a shared client: once `asker` is cut, its requests are
  /// not made, and their `done` is not called.
  void send(Make make, Done done, Tethers& asker);

 private:
  class Pool;
  explicit HttpClient(std::unique_ptr<Pool> pool);
  std::unique_ptr<Pool> pool_;
  Tethers own_;  ///< the asker of requests that are sent without one
};

}  // namespace sluice::net
