#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sluice::net {

/// A byte stream to a server, plain or TLS. Reading is in two steps, so that the bytes can go to a
/// buffer that many streams share: wait() suspends, take() never does.
class Stream {
 public:
  explicit Stream(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  [[nodiscard]] boost::asio::ip::tcp::socket& socket() noexcept { return socket_; }

  /// Puts TLS on the connected socket; the handshake is the caller's.
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>& add_tls(
      boost::asio::ssl::context& context);

  /// Until there may be something to take.
  [[nodiscard]] boost::asio::awaitable<boost::system::error_code> wait();

  struct Taken {
    boost::system::error_code error;  ///< eof included; the stream is over
    std::size_t size = 0;             ///< 0 without an error: nothing there now
  };
  [[nodiscard]] Taken take(std::span<char> into);

  [[nodiscard]] boost::asio::awaitable<boost::system::error_code> write(std::string_view bytes);

  /// What waits for something to read sees the end of the stream, now.
  void stop_reading() noexcept;
  /// Ends all that is pending, with an error.
  void close() noexcept;
  /// Nothing more is written; the peer sees the end behind what was. Reading goes on.
  void finish() noexcept;

 private:
  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  std::vector<char> decrypted_;  ///< what wait() read from TLS and take() has not handed out yet
  std::size_t decrypted_begin_ = 0;
  std::size_t decrypted_end_ = 0;
};

}  // namespace sluice::net
