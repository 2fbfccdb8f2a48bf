#include "gateway/net/admin_session.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "gateway/net/admin_answers.hpp"
#include "gateway/net/admin_pages.hpp"
#include "gateway/net/no_throw.hpp"

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

/// Whether the client sent something other than HTTP. False when it went away or took too long.
bool is_malformed(const boost::system::error_code& error) {
  const auto& http_errors = http::make_error_code(http::error::bad_method).category();
  return error && error.category() == http_errors && error != http::error::end_of_stream &&
         error != http::error::partial_message;
}

bool is_plain_http(const boost::system::error_code& error) {
  return error.category() == asio::error::get_ssl_category() &&
         ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_HTTP_REQUEST;
}

std::string body_too_large() {
  return fmt::format("the body is larger than {} bytes", body_bytes_max);
}

}  // namespace

AdminSession::AdminSession(AdminSessions& all, Tethers& group, asio::ip::tcp::socket socket)
    : Tether(group), stream_(std::move(socket)), all_(all) {}

AdminSession::~AdminSession() {
  if (holds()) std::erase(all_.idle, this);
}

asio::awaitable<void> AdminSession::serve() {
  // One co_await per condition: with two joined by && or ||, g++ 12 loses the frame's variables.
  stream_.expires_after(all_.limits.header_time);
  bool more = co_await begin();
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
  auto [error, bytes] = co_await on_stream(
      [this](auto& stream) { return stream.async_read_some(buffer_.prepare(1024), no_throw); });
  if (!holds()) co_return false;
  std::erase(all_.idle, this);
  buffer_.commit(bytes);
  co_return !error;
}

/// One who speaks plain HTTP by mistake is told so.
asio::awaitable<bool> AdminSession::begin() {
  if (!all_.tls) co_return true;
  tls_.emplace(stream_, all_.tls->context());
  auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, no_throw);
  if (!error || !holds()) co_return holds();
  if (is_plain_http(error)) {
    tls_.reset();
    co_await reject(http::status::bad_request, "this port speaks TLS: https://");
  }
  co_return false;
}

asio::awaitable<void> AdminSession::turn_away() {
  stream_.expires_after(closing_time);
  const bool opened = co_await begin();
  if (!opened) co_return;
  co_await reject(http::status::service_unavailable, "too many connections");
}

asio::awaitable<bool> AdminSession::serve_one() {
  Parser parser;
  parser.header_limit(header_bytes_max);
  parser.body_limit(body_bytes_max);
  auto [error, bytes] = co_await on_stream(
      [&](auto& stream) { return http::async_read_header(stream, buffer_, parser, no_throw); });
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
  const bool is_head = parser.get().method() == http::verb::head;
  const bool keep_alive = parser.get().keep_alive() && parser.is_done();
  auto response = co_await answer(parser);
  if (!holds()) co_return false;
  if (streamed_) {
    co_await send_stream(std::move(response));
    co_return false;
  }
  response.prepare_payload();
  // The header still states the length of the body.
  if (is_head) response.body().clear();
  if (co_await send(std::move(response), keep_alive)) co_return true;
  co_await close_gently();
  co_return false;
}

/// Reads the body only of one who may ask. Takes the request out of the parser where there is one.
asio::awaitable<AdminResponse> AdminSession::answer(Parser& parser) {
  const auto& request = parser.get();
  const auto page = admin_page({request.target().data(), request.target().size()});
  if (const auto refusal = refusal_of(request, page)) {
    all_.probe.refused[std::size_t(refusal->fault)].add();
    co_return admin_refused(*refusal);
  }
  if (!is_answered(page, request.method())) co_return admin_other_method(page);
  if (page == AdminPage::plan) co_return co_await plan(parser);
  if (!parser.is_done()) {
    co_return admin_text(http::status::payload_too_large, "this request has no body");
  }
  if (page == AdminPage::status) co_return co_await status();
  if (page == AdminPage::reload) co_return co_await reload();
  if (page == AdminPage::tap) {
    co_return tap(query_of({request.target().data(), request.target().size()}));
  }
  try {
    co_return admin_answer(all_.handlers, page);
  } catch (const std::exception& failure) {
    co_return admin_text(http::status::internal_server_error, failure.what());
  }
}

/// The server answers other requests while the page is gathered.
asio::awaitable<AdminResponse> AdminSession::status() {
  std::string page;
  auto& loop = static_cast<asio::io_context&>(stream_.get_executor().context());
  Wakeup gathered(loop);
  stream_.expires_never();
  all_.handlers.status([&page, &gathered](std::string json) {
    page = std::move(json);
    gathered.raise();
  });
  co_await gathered.wait();
  co_return admin_json(std::move(page));
}

/// As status(). A client that goes away does not take the reload back.
asio::awaitable<AdminResponse> AdminSession::reload() {
  ChangeAnswer answer;
  auto& loop = static_cast<asio::io_context&>(stream_.get_executor().context());
  Wakeup answered(loop);
  stream_.expires_never();
  all_.handlers.reload([&answer, &answered](ChangeAnswer came) {
    answer = std::move(came);
    answered.raise();
  });
  co_await answered.wait();
  co_return admin_change(std::move(answer));
}

asio::awaitable<AdminResponse> AdminSession::plan(Parser& parser) {
  http::request_parser<http::string_body> whole{std::move(parser)};
  whole.body_limit(body_bytes_max);
  stream_.expires_after(answer_time);
  auto [error, bytes] = co_await on_stream(
      [&](auto& stream) { return http::async_read(stream, buffer_, whole, no_throw); });
  if (!holds()) co_return AdminResponse{};
  if (error == http::error::body_limit) {
    co_return admin_text(http::status::payload_too_large, body_too_large());
  }
  if (error) co_return admin_text(http::status::bad_request, "no whole body: " + error.message());
  try {
    co_return admin_change(all_.handlers.plan(whole.get().body()));
  } catch (const std::exception& failure) {
    co_return admin_text(http::status::internal_server_error, failure.what());
  }
}

std::optional<AdminRefusal> AdminSession::refusal_of(const Request& request, AdminPage page) {
  const auto header = [&request](std::string_view name) {
    const auto value = request[name];
    return std::string_view{value.data(), value.size()};
  };
  boost::system::error_code gone;
  return admin_refusal({.purpose = purpose_of(page, request.method()),
                        .local = stream_.socket().local_endpoint(gone).address(),
                        .peer = stream_.socket().remote_endpoint(gone).address(),
                        .tls = tls_.has_value(),
                        .forwarded = request.count("Forwarded") + request.count("Via") +
                                         request.count("X-Forwarded-For") !=
                                     0,
                        .host = header("Host"),
                        .origin = header("Origin"),
                        .requested_by = header("X-Requested-By"),
                        .token = all_.token.state_of(header("Authorization"))},
                       all_.names);
}

asio::awaitable<void> AdminSession::reject(http::status status, std::string_view why) {
  auto response = admin_text(status, why);
  response.prepare_payload();
  co_await send(std::move(response), false);
  co_await close_gently();
}

asio::awaitable<bool> AdminSession::send(AdminResponse response, bool keep_alive) {
  response.keep_alive(keep_alive);
  stream_.expires_after(answer_time);
  auto [error, bytes] = co_await on_stream(
      [&](auto& stream) { return http::async_write(stream, response, no_throw); });
  co_return !error && keep_alive && holds();
}

/// Closing with unread bytes would make the kernel reset the connection, and the client might never
/// see the answer. The session therefore reads and discards further bytes for a moment.
asio::awaitable<void> AdminSession::close_gently() {
  stream_.expires_after(closing_time);
  if (tls_) co_await tls_->async_shutdown(no_throw);
  boost::system::error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  for (int reads = 0; reads < 64; ++reads) {
    buffer_.clear();
    auto [error, bytes] = co_await stream_.async_read_some(buffer_.prepare(4096), no_throw);
    if (error) co_return;
  }
}

}  // namespace sluice::net
