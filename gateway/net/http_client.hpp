#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// Where requests are posted to, and within which bounds.
struct HttpEndpoint {
  std::string name;  ///< what error messages call it: "auth endpoint"
  config::Url url;   ///< http or https; its target is that of requests that name none
  TlsSettings tls;
  Duration timeout{};              ///< for one request, from name lookup to the answer's last byte
  Duration wait_max{30'000};       ///< for a free connection
  std::size_t concurrent_max{};    ///< connections, each with one request at a time
  std::size_t waiting_max = 4096;  ///< requests of one asker that wait for a free connection
  std::size_t answer_max{};        ///< bytes of an answer's body
  bool operator==(const HttpEndpoint&) const = default;
};

struct HttpRequest {
  std::string target{};  ///< path and query; empty: the endpoint's
  std::string_view content_type{};
  std::string body{};
  std::vector<HttpHeader> headers{};  ///< beside ours; may be secret, as the body
};

/// An answer, whatever its status: a redirect too is only an answer.
struct HttpResponse {
  unsigned status = 0;
  std::string body{};
  std::optional<Duration> retry_after{};
  std::optional<WallTime> date{};

  /// What it says is the caller's to decide. Lives as long as this.
  [[nodiscard]] channels::HttpAnswer answer() const { return {status, body, retry_after, date}; }
};

/// Posts to one endpoint over connections that are kept alive. Lives on one loop's thread and is
/// called there only.
class HttpClient {
 public:
  /// Told once what became of a request, on the loop's thread and never from within post(). It may
  /// post again and may destroy the client. The error says what failed where; no header, no body.
  using Done = std::function<void(Result<HttpResponse>)>;
  /// Makes a request when it is its turn: what it says is fresh then, however long it waited.
  using Make = std::function<Result<HttpRequest>()>;

  /// Fails for a URL or a CA file that cannot be used. `lookups` and `contexts` outlive it.
  [[nodiscard]] static Result<std::unique_ptr<HttpClient>> make(boost::asio::io_context& loop,
                                                                Lookups& lookups,
                                                                HttpEndpoint endpoint,
                                                                TlsContexts& contexts);
  /// Drops every request; no `done` is called any more.
  ~HttpClient();

  /// A request whose kept-alive connection the server had closed is sent once more on a fresh one:
  /// the endpoint may see it twice.
  void post(HttpRequest request, Done done);
  /// The same for one of several who share the client: once `asker` is cut, none of its requests
  /// is made or told any more.
  void post(Make make, Done done, Tethers& asker);

 private:
  class Pool;
  explicit HttpClient(std::unique_ptr<Pool> pool);
  std::unique_ptr<Pool> pool_;
  Tethers own_;  ///< the asker of requests that are posted without one
};

}  // namespace sluice::net
