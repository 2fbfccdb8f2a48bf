#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/net/http_client.hpp"
#include "gateway/net/lookups.hpp"

namespace sluice::net {

/// One connection to an endpoint, opened when first needed and kept alive while the server permits.
/// One exchange at a time. It must outlive the coroutine that waits for the exchange.
class HttpConnection {
 public:
  /// The caller owns `lookups` and `tls`, which are used until abort(); `tls` is null for http.
  HttpConnection(boost::asio::io_context& loop, Lookups& lookups, HttpEndpoint endpoint,
                 boost::asio::ssl::context* tls);

  /// Sends one request and reads its answer, both by `deadline`.
  boost::asio::awaitable<Result<HttpResponse>> exchange(HttpRequest asked, Time deadline);

  /// Takes the next bytes of a body; false ends it.
  using OnPart = std::function<bool(std::string_view part)>;

  /// Sends one request on a new connection, by `deadline`, and hands on the body of an answer with
  /// status 200 as it comes, until it ends. The body of any other is in the result. An answer that
  /// brings nothing for `silence_max` has failed.
  boost::asio::awaitable<Result<HttpResponse>> follow(HttpRequest asked, Time deadline,
                                                      Duration silence_max, OnPart on_part);

  [[nodiscard]] bool is_open() const noexcept;

  /// Ends all pending operations (a connect ends at its deadline) and opens nothing more.
  void abort();

 private:
  using Plain = boost::beast::tcp_stream;
  using Tls = boost::asio::ssl::stream<Plain>;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  /// The result of one attempt at an exchange.
  struct Attempt {
    std::optional<HttpResponse> response;
    Error error;
    /// Closed before any byte of an answer came: the server had ended the kept-alive connection.
    bool unanswered = false;
  };

  [[nodiscard]] Request make_request(HttpRequest asked) const;
  [[nodiscard]] Plain& socket();
  void close();
  /// Rates the address, after the first exchange on a connection.
  void rate(bool served);
  [[nodiscard]] Error failed(std::string_view step, const boost::system::error_code& error) const;

  boost::asio::awaitable<std::optional<Error>> open(Time deadline);
  boost::asio::awaitable<std::optional<Error>> shake_hands();
  boost::asio::awaitable<Attempt> attempt(const Request& request, Time deadline);
  template <class Stream>
  boost::asio::awaitable<Attempt> attempt_on(Stream& stream, const Request& request);
  template <class Stream>
  boost::asio::awaitable<Result<HttpResponse>> follow_on(Stream& stream, const Request& request,
                                                         Duration silence_max,
                                                         const OnPart& on_part);

  boost::asio::io_context& loop_;
  Lookups& lookups_;
  const HttpEndpoint endpoint_;
  boost::asio::ssl::context* tls_;
  std::variant<std::monostate, Plain, Tls> stream_;
  boost::beast::flat_buffer buffer_;
  std::string unrated_;  ///< the reached address, until it is rated
  bool aborted_ = false;
};

}  // namespace sluice::net
