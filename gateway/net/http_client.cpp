#include "gateway/net/http_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <utility>

#include "gateway/net/fair_queue.hpp"
#include "gateway/net/http_connection.hpp"
#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

/// A connection that has been idle for this time is closed.
constexpr std::chrono::seconds idle_max{30};

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

/// The reason why a header must not be sent; names the header, without its value.
std::optional<Error> check(const HttpHeader& header) {
  const bool is_token = !header.name.empty() &&
                        std::all_of(header.name.begin(), header.name.end(), is_token_character);
  if (!is_token) return Error{fmt::format("\"{}\" is not a header's name", header.name)};
  const bool has_control = std::any_of(header.value.begin(), header.value.end(), [](char c) {
    return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f';
  });
  if (has_control) {
    return Error{fmt::format("header {}: its value holds a line break or another control character",
                             header.name)};
  }
  switch (http::string_to_field(header.name)) {
    case http::field::connection:
    case http::field::content_length:
    case http::field::content_type:
    case http::field::transfer_encoding:
    case http::field::upgrade:
    case http::field::expect:
      return Error{fmt::format("header {}: is set by the gateway", header.name)};
    default:
      return {};
  }
}

}  // namespace

/// The waiting requests, whose askers take turns, and the workers that take them. Each worker is a
/// coroutine with one connection.
class HttpClient::Pool {
 public:
  Pool(asio::io_context& loop, Lookups& lookups, HttpEndpoint endpoint, asio::ssl::context* tls)
      : loop_(loop),
        lookups_(lookups),
        endpoint_(std::move(endpoint)),
        where_(fmt::format("{} {}", endpoint_.name, endpoint_.url.shown())),
        tls_(tls) {}

  void send(Make make, Done done, Tethers& asker);

 private:
  class Worker;
  struct Waiting {
    Make make;
    Done done;
    Time until;
    std::unique_ptr<Tether> asker;
  };

  static asio::awaitable<void> work(std::unique_ptr<Worker> worker);
  asio::awaitable<void> refuse(std::unique_ptr<Tether> tether, Waiting refused);

  asio::io_context& loop_;
  Lookups& lookups_;
  const HttpEndpoint endpoint_;
  const std::string where_;
  asio::ssl::context* tls_;  // null for http
  FairQueue<Waiting> waiting_;
  std::vector<Worker*> idle_;
  Tethers refusals_;
  Tethers workers_;
};

class HttpClient::Pool::Worker final : public Tether {
 public:
  explicit Worker(Pool& pool)
      : Tether(pool.workers_),
        pool_(pool),
        connection_(pool.loop_, pool.lookups_, pool.endpoint_, pool.tls_),
        idle_(pool.loop_) {}
  ~Worker() override {
    if (holds()) std::erase(pool_.idle_, this);
  }

  asio::awaitable<void> run() {
    co_await asio::post(asio::use_awaitable);  // so that no `done` is called from within send()
    while (holds()) {
      if (!pool_.waiting_.empty()) {
        co_await serve_next();
        continue;
      }
      if (!connection_.is_open()) co_return;
      const bool woken = co_await rest();
      if (!woken) co_return;
    }
  }

  void wake() { idle_.cancel(); }

 private:
  asio::awaitable<void> serve_next() {
    const auto next = pool_.waiting_.take();
    if (!next.asker->holds()) co_return;
    auto result = co_await exchange(next);
    if (!holds() || !next.asker->holds()) co_return;
    if (!result) result = std::move(result).error().within(pool_.where_);
    next.done(std::move(result));
  }

  asio::awaitable<Result<HttpResponse>> exchange(const Waiting& next) {
    const auto now = std::chrono::steady_clock::now();
    if (next.until < now) {
      co_return Error{
          fmt::format("no free connection for {} ms", pool_.endpoint_.wait_max.count())};
    }
    auto request = next.make();
    if (!request) co_return std::move(request).error();
    for (const auto& header : request->headers) {
      if (auto error = check(header)) co_return *std::move(error);
    }
    co_return co_await connection_.exchange(*std::move(request), now + pool_.endpoint_.timeout);
  }

  /// Waits for a request; false when the connection was idle too long and should be closed.
  asio::awaitable<bool> rest() {
    pool_.idle_.push_back(this);
    idle_.expires_after(idle_max);
    auto [woken] = co_await idle_.async_wait(no_throw);
    if (!holds()) co_return false;
    std::erase(pool_.idle_, this);
    co_return woken || !pool_.waiting_.empty();
  }

  void on_cut() noexcept override {
    connection_.abort();
    idle_.cancel();
  }

  Pool& pool_;
  HttpConnection connection_;
  asio::steady_timer idle_;
};

void HttpClient::Pool::send(Make make, Done done, Tethers& asker) {
  Waiting asked{std::move(make), std::move(done),
                std::chrono::steady_clock::now() + endpoint_.wait_max,
                std::make_unique<Tether>(asker)};
  waiting_.drop_front(&asker, [](const Waiting& old) { return !old.asker->holds(); });
  if (waiting_.size(&asker) >= endpoint_.waiting_max) {
    asio::co_spawn(loop_, refuse(std::make_unique<Tether>(refusals_), std::move(asked)),
                   fail_loudly);
    return;
  }
  waiting_.push(&asker, std::move(asked));
  if (!idle_.empty()) {
    auto* worker = idle_.back();  // the one whose connection was used last
    idle_.pop_back();
    worker->wake();
  } else if (workers_.size() < endpoint_.concurrent_max) {
    asio::co_spawn(loop_, work(std::make_unique<Worker>(*this)), fail_loudly);
  }
}

asio::awaitable<void> HttpClient::Pool::work(std::unique_ptr<Worker> worker) {
  co_await worker->run();
}

asio::awaitable<void> HttpClient::Pool::refuse(std::unique_ptr<Tether> tether, Waiting refused) {
  co_await asio::post(asio::use_awaitable);
  if (tether->holds() && refused.asker->holds()) {
    refused.done(Error{fmt::format("{}: {} requests already wait", where_, endpoint_.waiting_max)});
  }
}

Result<std::unique_ptr<HttpClient>> HttpClient::make(asio::io_context& loop, Lookups& lookups,
                                                     HttpEndpoint endpoint, TlsContexts& contexts) {
  if (endpoint.url.scheme != "http" && endpoint.url.scheme != "https") {
    return Error{fmt::format("{}: scheme \"{}\" is none of http, https", endpoint.name,
                             endpoint.url.scheme)};
  }
  Result<asio::ssl::context*> tls{};  // null: http needs none
  if (endpoint.url.tls) tls = contexts.of(endpoint.tls);
  if (!tls) return std::move(tls).error().within(endpoint.name);
  return std::unique_ptr<HttpClient>{
      new HttpClient{std::make_unique<Pool>(loop, lookups, std::move(endpoint), *tls)}};
}

HttpClient::HttpClient(std::unique_ptr<Pool> pool) : pool_(std::move(pool)) {}
HttpClient::~HttpClient() = default;

void HttpClient::send(HttpRequest request, Done done) {
  auto make = [request = std::move(request)]() mutable -> Result<HttpRequest> {
    return std::move(request);
  };
  send(std::move(make), std::move(done), own_);
}

void HttpClient::send(Make make, Done done, Tethers& asker) {
  pool_->send(std::move(make), std::move(done), asker);
}

}  // namespace sluice::net
