#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/net/admin_answers.hpp"
#include "gateway/net/admin_server.hpp"
#include "gateway/net/admin_tls.hpp"
#include "gateway/net/admin_token.hpp"
#include "gateway/net/tether.hpp"
#include "gateway/net/wakeup.hpp"

namespace sluice::net {

class AdminSession;

/// The shared state of one server's sessions.
struct AdminSessions {
  AdminHandlers handlers;
  AdminLimits limits;
  AdminToken token;
  std::vector<std::string> names;  ///< further ones of this machine
  std::optional<AdminTls> tls;     ///< none: plain HTTP
  AdminProbe& probe;
  std::vector<AdminSession*> idle{};  ///< between two requests, the longest idle one first
  Tethers turned_away{};
  Tethers open{};
};

/// One client of the admin server, from its first byte to the end of its connection.
class AdminSession final : public Tether {
 public:
  /// `group` is the group in `all` that counts this session.
  AdminSession(AdminSessions& all, Tethers& group, boost::asio::ip::tcp::socket socket);
  ~AdminSession() override;

  /// Answers requests until the client, a deadline or a bad request ends the session.
  boost::asio::awaitable<void> serve();
  /// Answers that there are too many clients.
  boost::asio::awaitable<void> turn_away();
  /// Closes the connection, which ends serve() soon.
  void close() noexcept { stream_.close(); }

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
  using Request = boost::beast::http::request<boost::beast::http::empty_body>;

  /// Makes the handshake where there is TLS. False when the connection must be closed.
  boost::asio::awaitable<bool> begin();
  /// The same.
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> await_next();
  boost::asio::awaitable<AdminResponse> answer(Parser& parser);
  boost::asio::awaitable<AdminResponse> status();
  boost::asio::awaitable<AdminResponse> reload();
  boost::asio::awaitable<AdminResponse> plan(Parser& parser);
  /// Opens a stream, which is sent after the answer.
  AdminResponse tap(std::string_view query);
  boost::asio::awaitable<void> send_stream(AdminResponse head);
  boost::asio::awaitable<void> send_pieces();
  boost::asio::awaitable<void> await_leaving();
  [[nodiscard]] std::optional<AdminRefusal> refusal_of(const Request& request, AdminPage page);
  boost::asio::awaitable<void> reject(boost::beast::http::status status, std::string_view why);
  boost::asio::awaitable<bool> send(AdminResponse response, bool keep_alive);
  boost::asio::awaitable<void> close_gently();
  void on_cut() noexcept override { close(); }

  /// Calls it with the stream that carries HTTP.
  template <class Operation>
  auto on_stream(Operation operation) {
    return tls_ ? operation(*tls_) : operation(stream_);
  }

  boost::beast::tcp_stream stream_;
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;
  boost::beast::flat_buffer buffer_;
  AdminSessions& all_;
  std::optional<Wakeup> more_;  ///< of `streamed_`, which calls it
  std::unique_ptr<AdminStream> streamed_;
};

}  // namespace sluice::net
