// The part of HttpConnection that follows an answer as it comes.
#include <fmt/format.h>

#include <array>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <limits>
#include <utility>

#include "gateway/net/http_connection.hpp"
#include "gateway/net/no_throw.hpp"

namespace sluice::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

asio::awaitable<Result<HttpResponse>> HttpConnection::follow(HttpRequest asked, Time deadline,
                                                             Duration silence_max, OnPart on_part) {
  const auto request = make_request(std::move(asked));
  if (auto error = co_await open(deadline)) co_return *std::move(error);
  socket().expires_at(deadline);
  if (auto* tls = std::get_if<Tls>(&stream_)) {
    co_return co_await follow_on(*tls, request, silence_max, on_part);
  }
  co_return co_await follow_on(std::get<Plain>(stream_), request, silence_max, on_part);
}

template <class Stream>
asio::awaitable<Result<HttpResponse>> HttpConnection::follow_on(Stream& stream,
                                                                const Request& request,
                                                                Duration silence_max,
                                                                const OnPart& on_part) {
  auto [write_error, written] = co_await http::async_write(stream, request, no_throw);
  if (write_error) co_return failed("request", write_error);
  http::response_parser<http::buffer_body> parser;
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  auto [head_error, head_bytes] =
      co_await http::async_read_header(stream, buffer_, parser, no_throw);
  if (head_error) co_return failed("answer", head_error);
  HttpResponse response{.status = parser.get().result_int()};
  std::array<char, 16 * 1024> room;
  while (!parser.is_done()) {
    parser.get().body().data = room.data();
    parser.get().body().size = room.size();
    parser.get().body().more = true;
    socket().expires_after(silence_max);
    auto [error, bytes] = co_await http::async_read_some(stream, buffer_, parser, no_throw);
    if (error == beast::error::timeout) {
      co_return Error{fmt::format("answer: nothing came for {} ms", silence_max.count())};
    }
    const std::string_view part(room.data(), room.size() - parser.get().body().size);
    if (response.status == 200) {
      if (!part.empty() && !on_part(part)) co_return response;
    } else if (response.body.size() + part.size() > endpoint_.answer_max) {
      co_return failed("answer", http::error::body_limit);
    } else {
      response.body += part;
    }
    if (error == http::error::need_buffer) continue;
    if (error) co_return failed("answer", error);
  }
  co_return response;
}

}  // namespace sluice::net
