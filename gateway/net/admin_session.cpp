#include "gateway/net/admin_session.hpp"

#include <fmt/format.h>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "gateway/net/admin_mutation.hpp"
#include "gateway/net/no_throw.hpp"
#include "gateway/net/wakeup.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::uint32_t header_bytes_max = 8 * 1024;
/// As much as a configuration may have.
constexpr std::uint64_t body_bytes_max = 1 << 20;
constexpr std::chrono::seconds answer_time{10};
/// The limit between two requests; longer than Prometheus' usual scrape interval.
constexpr std::chrono::seconds idle_time{60};
constexpr std::chrono::seconds closing_time{1};

using Response = http::response<http::string_body>;

constexpr std::string_view status_path = "/api/v1/status";
constexpr std::string_view reload_path = "/api/v1/reload";
constexpr std::string_view plan_path = "/api/v1/plan";

bool is_readable(http::verb method) {
  return method == http::verb::get || method == http::verb::head;
}

/// Whether the client sent something other than HTTP. False when it went away or took too long.
bool is_malformed(const boost::system::error_code& error) {
  const auto& http_errors = http::make_error_code(http::error::bad_method).category();
  return error && error.category() == http_errors && error != http::error::end_of_stream &&
         error != http::error::partial_message;
}

Response make(http::status status, std::string_view content_type, std::string text) {
  Response response{status, 11};
  response.set(http::field::content_type, content_type);
  response.set(http::field::cache_control, "no-store");
  response.body() = std::move(text);
  return response;
}

Response text(http::status status, std::string_view line) {
  return make(status, "text/plain; charset=utf-8", fmt::format("{}\n", line));
}

std::string body_too_large() {
  return fmt::format("the body is larger than {} bytes", body_bytes_max);
}

Response health(const Health& health) {
  return text(health.ok ? http::status::ok : http::status::service_unavailable, health.text);
}

Response json(ChangeAnswer answer) {
  return make(answer.ok ? http::status::ok : http::status::bad_request, "application/json",
              std::move(answer.json));
}

Response respond(const AdminHandlers& handlers, std::string_view path) {
  constexpr auto ok = http::status::ok;
  if (path == "/metrics") {
    return make(ok, "text/plain; version=0.0.4; charset=utf-8", handlers.metrics());
  }
  if (path == "/livez") return health(handlers.live());
  if (path == "/readyz") return health(handlers.ready());
  if (path == "/startupz") return health(handlers.started());
  return text(http::status::not_found,
              "not found; there are /metrics, /livez, /readyz, /startupz, /api/v1/status and, for "
              "POST, /api/v1/reload and /api/v1/plan");
}

}  // namespace

AdminSession::AdminSession(AdminSessions& all, Tethers& group, asio::ip::tcp::socket socket)
    : Tether(group), stream_(std::move(socket)), all_(all) {}

AdminSession::~AdminSession() {
  if (holds()) std::erase(all_.idle, this);
}

asio::awaitable<void> AdminSession::serve() {
  // One co_await per condition: with two joined by && or ||, g++ 12 loses the frame's variables.
  bool more = true;
  while (more) {
    stream_.expires_after(all_.limits.header_time);
    more = co_await serve_one();
    if (more) more = co_await await_next();
  }
}

/// Between two requests a client may take its time, unless another client needs its place.
asio::awaitable<bool> AdminSession::await_next() {
  if (buffer_.size() != 0) co_return true;
  all_.idle.push_back(this);
  stream_.expires_after(idle_time);
  auto [error, bytes] = co_await stream_.async_read_some(buffer_.prepare(1024), no_throw);
  if (!holds()) co_return false;
  std::erase(all_.idle, this);
  buffer_.commit(bytes);
  co_return !error;
}

asio::awaitable<void> AdminSession::turn_away() {
  stream_.expires_after(closing_time);
  co_await reject(http::status::service_unavailable, "too many connections");
}

asio::awaitable<bool> AdminSession::serve_one() {
  Parser parser;
  parser.header_limit(header_bytes_max);
  parser.body_limit(body_bytes_max);
  auto [error, bytes] = co_await http::async_read_header(stream_, buffer_, parser, no_throw);
  if (!holds()) co_return false;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    co_await reject(http::status::request_header_fields_too_large,
                    fmt::format("the header is larger than {} bytes", header_bytes_max));
    co_return false;
  }
  if (error == http::error::body_limit) {
    co_await reject(http::status::payload_too_large, body_too_large());
    co_return false;
  }
  if (is_malformed(error)) {
    co_await reject(http::status::bad_request, "not an HTTP request: " + error.message());
    co_return false;
  }
  if (error) co_return false;
  const bool has_body = !parser.is_done();
  const auto& request = parser.get();
  const std::string_view target{request.target().data(), request.target().size()};
  const auto path = target.substr(0, target.find('?'));
  const bool posts = request.method() == http::verb::post;
  const bool reloads = posts && path == reload_path;
  const bool plans = posts && path == plan_path;
  if (has_body && (reloads || is_readable(request.method()))) {
    co_await reject(http::status::payload_too_large, "this request has no body");
    co_return false;
  }
  const bool is_head = request.method() == http::verb::head;
  const bool keep_alive = request.keep_alive() && !has_body;
  Response response;
  if (path == status_path && is_readable(request.method())) {
    response = co_await status();
    if (!holds()) co_return false;
  } else if (reloads) {
    response = co_await reload(request);
    if (!holds()) co_return false;
  } else if (plans) {
    response = co_await plan(parser);
    if (!holds()) co_return false;
  } else {
    response = answer(request, path);
  }
  response.prepare_payload();
  // The header still states the length of the body.
  if (is_head) response.body().clear();
  if (co_await send(std::move(response), keep_alive)) co_return true;
  co_await close_gently();
  co_return false;
}

AdminSession::Response AdminSession::answer(const Request& request, std::string_view path) const {
  if (path == reload_path || path == plan_path) {
    auto response = text(http::status::method_not_allowed, "only POST is answered");
    response.set(http::field::allow, "POST");
    return response;
  }
  if (!is_readable(request.method())) {
    auto response = text(http::status::method_not_allowed, "only GET and HEAD are answered");
    response.set(http::field::allow, "GET, HEAD");
    return response;
  }
  try {
    return respond(all_.handlers, path);
  } catch (const std::exception& failure) {
    return text(http::status::internal_server_error, failure.what());
  }
}

/// The server answers other requests while the page is gathered.
asio::awaitable<AdminSession::Response> AdminSession::status() {
  std::string page;
  auto& loop = static_cast<asio::io_context&>(stream_.get_executor().context());
  Wakeup gathered(loop);
  stream_.expires_never();
  all_.handlers.status([&page, &gathered](std::string json) {
    page = std::move(json);
    gathered.raise();
  });
  co_await gathered.wait();
  co_return make(http::status::ok, "application/json", std::move(page));
}

/// As status(). A client that goes away does not take the reload back.
asio::awaitable<AdminSession::Response> AdminSession::reload(const Request& request) {
  if (const auto fault = fault_of(request)) co_return text(http::status::forbidden, *fault);
  ChangeAnswer answer;
  auto& loop = static_cast<asio::io_context&>(stream_.get_executor().context());
  Wakeup answered(loop);
  stream_.expires_never();
  all_.handlers.reload([&answer, &answered](ChangeAnswer came) {
    answer = std::move(came);
    answered.raise();
  });
  co_await answered.wait();
  co_return json(std::move(answer));
}

/// Reads the body only of one who may ask. Takes the request out of the parser.
asio::awaitable<AdminSession::Response> AdminSession::plan(Parser& parser) {
  if (const auto fault = fault_of(parser.get())) co_return text(http::status::forbidden, *fault);
  http::request_parser<http::string_body> whole{std::move(parser)};
  whole.body_limit(body_bytes_max);
  stream_.expires_after(answer_time);
  auto [error, bytes] = co_await http::async_read(stream_, buffer_, whole, no_throw);
  if (error == http::error::body_limit) {
    co_return text(http::status::payload_too_large, body_too_large());
  }
  if (error) co_return text(http::status::bad_request, "no whole body: " + error.message());
  try {
    co_return json(all_.handlers.plan(whole.get().body()));
  } catch (const std::exception& failure) {
    co_return text(http::status::internal_server_error, failure.what());
  }
}

std::optional<std::string_view> AdminSession::fault_of(const Request& request) const {
  const auto header = [&request](std::string_view name) {
    const auto value = request[name];
    return std::string_view{value.data(), value.size()};
  };
  return mutation_fault({.over_loopback = is_over_loopback(),
                         .host = header("Host"),
                         .origin = header("Origin"),
                         .requested_by = header("X-Requested-By")});
}

/// A socket for both families shows a client of IPv4 by a mapped address.
bool AdminSession::is_over_loopback() const {
  boost::system::error_code error;
  auto peer = stream_.socket().remote_endpoint(error).address();
  if (peer.is_v6() && peer.to_v6().is_v4_mapped()) {
    peer = asio::ip::make_address_v4(asio::ip::v4_mapped, peer.to_v6());
  }
  return !error && peer.is_loopback();
}

asio::awaitable<void> AdminSession::reject(http::status status, std::string_view why) {
  auto response = text(status, why);
  response.prepare_payload();
  co_await send(std::move(response), false);
  co_await close_gently();
}

asio::awaitable<bool> AdminSession::send(Response response, bool keep_alive) {
  response.keep_alive(keep_alive);
  stream_.expires_after(answer_time);
  auto [error, bytes] = co_await http::async_write(stream_, response, no_throw);
  co_return !error && keep_alive && holds();
}

/// Closing with unread bytes would make the kernel reset the connection, and the client might never
/// see the answer. The session therefore reads and discards further bytes for a moment.
asio::awaitable<void> AdminSession::close_gently() {
  boost::system::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(closing_time);
  for (int reads = 0; reads < 64; ++reads) {
    buffer_.clear();
    auto [error, bytes] = co_await stream_.async_read_some(buffer_.prepare(4096), no_throw);
    if (error) co_return;
  }
}

}  // namespace sluice::net
