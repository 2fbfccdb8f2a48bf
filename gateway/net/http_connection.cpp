#include "gateway/net/http_connection.hpp"

#include <fmt/format.h>

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <utility>

#include "gateway/net/connect.hpp"
#include "gateway/net/http_times.hpp"
#include "gateway/net/no_throw.hpp"
#include "gateway/net/tunnel.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::uint32_t header_bytes_max = 16 * 1024;

/// A larger buffer is given back while the connection waits for its next request.
constexpr std::size_t buffer_to_keep = 16 * 1024;

}  // namespace

HttpConnection::HttpConnection(asio::io_context& loop, Lookups& lookups, HttpEndpoint endpoint,
                               asio::ssl::context* tls)
    : loop_(loop), lookups_(lookups), endpoint_(std::move(endpoint)), tls_(tls) {}

asio::awaitable<Result<HttpResponse>> HttpConnection::exchange(HttpRequest asked, Time deadline) {
  const auto request = make_request(std::move(asked));
  const bool reused = is_open();
  if (!reused) {
    if (auto error = co_await open(deadline)) co_return *std::move(error);
  }
  auto tried = co_await attempt(request, deadline);
  if (reused && tried.unanswered) {
    if (auto error = co_await open(deadline)) co_return *std::move(error);
    tried = co_await attempt(request, deadline);
  }
  rate(tried.response.has_value());
  if (!tried.response) {
    close();
    co_return std::move(tried.error);
  }
  co_return *std::move(tried.response);
}

bool HttpConnection::is_open() const noexcept {
  return !std::holds_alternative<std::monostate>(stream_);
}

void HttpConnection::abort() {
  aborted_ = true;
  if (is_open()) socket().close();
}

HttpConnection::Request HttpConnection::make_request(HttpRequest asked) const {
  const auto& target = asked.target.empty() ? endpoint_.url.target : asked.target;
  const auto verb = asked.method == HttpMethod::get ? http::verb::get : http::verb::post;
  Request request{verb, target, 11};
  request.set(http::field::host, endpoint_.url.authority());
  request.set(http::field::user_agent, fmt::format("sluice/{}", telemetry::version()));
  request.set(http::field::accept, "application/json");
  for (const auto& header : asked.headers) request.set(header.name, header.value);
  if (asked.method == HttpMethod::post) {
    request.set(http::field::content_type, asked.content_type);
  }
  request.body() = std::move(asked.body);
  request.prepare_payload();
  return request;
}

HttpConnection::Plain& HttpConnection::socket() {
  if (auto* tls = std::get_if<Tls>(&stream_)) return tls->next_layer();
  return std::get<Plain>(stream_);
}

void HttpConnection::close() {
  stream_.emplace<std::monostate>();
  buffer_.clear();
}

Error HttpConnection::failed(std::string_view step, const boost::system::error_code& error) const {
  if (error == beast::error::timeout) {
    return {fmt::format("{}: timed out after {} ms", step, endpoint_.timeout.count())};
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message ||
      error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
    return {fmt::format("{}: the server closed the connection", step)};
  }
  if (error == http::error::body_limit) {
    return {fmt::format("{}: larger than {} bytes", step, endpoint_.answer_max)};
  }
  if (error == http::error::header_limit) {
    return {fmt::format("{}: header larger than {} bytes", step, header_bytes_max)};
  }
  return {fmt::format("{}: {}", step, error.message())};
}

asio::awaitable<std::optional<Error>> HttpConnection::open(Time deadline) {
  close();
  if (aborted_) co_return Error{"aborted"};
  const auto hop = first_hop(endpoint_.proxy, endpoint_.url);
  auto connected = co_await connect_by_name(loop_, lookups_, hop.host, hop.port, deadline);
  if (aborted_) co_return Error{"aborted"};
  if (!connected) co_return at_first_hop(std::move(connected).error(), endpoint_.proxy);
  unrated_ = address_of(*connected);
  if (endpoint_.proxy) {
    connected =
        co_await make_tunnel(*std::move(connected), *endpoint_.proxy, endpoint_.url, deadline);
    if (!connected) rate(false);
    if (aborted_) co_return Error{"aborted"};
    if (!connected) co_return std::move(connected).error();
  }
  if (!endpoint_.url.tls) {
    stream_.emplace<Plain>(*std::move(connected));
    co_return std::nullopt;
  }
  stream_.emplace<Tls>(Plain(*std::move(connected)), *tls_);
  socket().expires_at(deadline);
  auto refused = co_await shake_hands();
  if (refused) {
    rate(false);
    close();
  }
  co_return refused;
}

void HttpConnection::rate(bool served) {
  if (aborted_ || unrated_.empty()) return;
  const auto hop = first_hop(endpoint_.proxy, endpoint_.url);
  lookups_.rate(hop.host, std::exchange(unrated_, {}), served);
}

asio::awaitable<std::optional<Error>> HttpConnection::shake_hands() {
  auto& stream = std::get<Tls>(stream_);
  prepare_handshake(stream.native_handle(), endpoint_.tls, endpoint_.url.host);
  auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, no_throw);
  if (!error) co_return std::nullopt;
  if (error == beast::error::timeout) co_return failed("TLS handshake", error);
  co_return Error{"TLS handshake: " + explain_handshake_failure(stream.native_handle(), error)};
}

asio::awaitable<HttpConnection::Attempt> HttpConnection::attempt(const Request& request,
                                                                 Time deadline) {
  socket().expires_at(deadline);
  if (auto* tls = std::get_if<Tls>(&stream_)) co_return co_await attempt_on(*tls, request);
  co_return co_await attempt_on(std::get<Plain>(stream_), request);
}

template <class Stream>
asio::awaitable<HttpConnection::Attempt> HttpConnection::attempt_on(Stream& stream,
                                                                    const Request& request) {
  Attempt result;
  auto [write_error, written] = co_await http::async_write(stream, request, no_throw);
  if (write_error) {
    result.error = failed("request", write_error);
    result.unanswered = write_error != beast::error::timeout;
    co_return result;
  }
  for (;;) {
    http::response_parser<http::string_body> parser;
    parser.header_limit(header_bytes_max);
    parser.body_limit(endpoint_.answer_max);
    auto [error, read] = co_await http::async_read(stream, buffer_, parser, no_throw);
    if (error) {
      result.error = failed("answer", error);
      result.unanswered = !parser.got_some() && error != beast::error::timeout;
      co_return result;
    }
    auto answer = parser.release();
    // Answers such as 100 Continue precede the real answer; without this check the real one would
    // be taken for the next request's.
    if (answer.result_int() < 200) continue;
    const auto field = [&answer](http::field name) {
      const auto value = answer[name];
      return std::string_view(value.data(), value.size());
    };
    const auto retry_after =
        read_retry_after(field(http::field::retry_after), std::chrono::system_clock::now());
    const auto date = read_http_date(field(http::field::date));
    result.response =
        HttpResponse{answer.result_int(), std::move(answer.body()), retry_after, date};
    if (buffer_.capacity() > buffer_to_keep) buffer_.shrink_to_fit();
    // Bytes behind an answer belong to no request.
    if (!answer.keep_alive() || buffer_.size() != 0) close();
    co_return result;
  }
}

}  // namespace sluice::net
