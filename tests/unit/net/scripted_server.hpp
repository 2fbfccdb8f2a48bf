#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::net {

/// One client of a ScriptedServer, as its script sees it.
class Peer {
 public:
  Peer(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

  boost::asio::awaitable<bool> accept();
  /// The next request, header and body; empty when the client has gone.
  boost::asio::awaitable<std::string> request();
  boost::asio::awaitable<void> send(std::string bytes);

 private:
  boost::asio::ip::tcp::socket plain_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  std::string read_;
};

/// An HTTP server on a port of its own, in the test's own loop, that does what a script says, once
/// per connection; the connection closes when the script ends.
class ScriptedServer {
 public:
  using Script = std::function<boost::asio::awaitable<void>(Peer&)>;

  ScriptedServer(boost::asio::io_context& loop, Script script);
  /// With TLS.
  ScriptedServer(boost::asio::io_context& loop, Script script,
                 const std::filesystem::path& certificate, const std::filesystem::path& key);

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  [[nodiscard]] int connections() const { return connections_; }
  /// Connections whose script has not ended.
  [[nodiscard]] int open() const { return open_; }

 private:
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);

  boost::asio::io_context& loop_;
  Script script_;
  std::optional<boost::asio::ssl::context> tls_;
  boost::asio::ip::tcp::acceptor acceptor_;
  int connections_ = 0;
  int open_ = 0;
};

/// "HTTP/1.1 <status> …" with a Content-Length.
std::string http_answer(int status, std::string_view body, std::string_view more_headers = "");

}  // namespace sluice::net
