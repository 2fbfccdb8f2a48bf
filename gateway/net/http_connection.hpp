#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/net/http_client.hpp"
#include "gateway/net/lookups.hpp"

namespace sluice::net {

/// One connection to an endpoint, opened when first needed and kept alive while the server lets it.
/// One exchange at a time; must live as long as the coroutine that waits for it.
class HttpConnection {
 public:
  /// `lookups` and `tls` are used until abort() and belong to the caller; no `tls` for http.
  HttpConnection(boost::asio::io_context& loop, Lookups& lookups, HttpEndpoint endpoint,
                 boost::asio::ssl::context* tls);

  /// Sends one request and reads its answer, both by `deadline`.
  boost::asio::awaitable<Result<HttpResponse>> exchange(HttpRequest asked, Time deadline);

  [[nodiscard]] bool is_open() const noexcept;

  /// Ends what is pending, a connect at its deadline, and opens nothing more.
  void abort();

 private:
  using Plain = boost::beast::tcp_stream;
  using Tls = boost::asio::ssl::stream<Plain>;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  /// How one attempt at an exchange went.
  struct Attempt {
    std::optional<HttpResponse> response;
    Error error;
    /// Closed before any byte of an answer came: a kept-alive connection that had ended.
    bool unanswered = false;
  };

  [[nodiscard]] Request make_request(HttpRequest asked) const;
  [[nodiscard]] Plain& socket();
  void close();
  /// The address, by the first exchange on a connection.
  void rate(bool served);
  [[nodiscard]] Error failed(std::string_view step, const boost::system::error_code& error) const;

  boost::asio::awaitable<std::optional<Error>> open(Time deadline);
  boost::asio::awaitable<std::optional<Error>> shake_hands();
  boost::asio::awaitable<Attempt> attempt(const Request& request, Time deadline);
  template <class Stream>
  boost::asio::awaitable<Attempt> attempt_on(Stream& stream, const Request& request);

  boost::asio::io_context& loop_;
  Lookups& lookups_;
  const HttpEndpoint endpoint_;
  boost::asio::ssl::context* tls_;
  std::variant<std::monostate, Plain, Tls> stream_;
  boost::beast::flat_buffer buffer_;
  std::string unrated_;  ///< the address that was reached, until it is rated
  bool aborted_ = false;
};

}  // namespace sluice::net
