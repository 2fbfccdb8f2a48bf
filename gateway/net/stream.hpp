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

/// A byte stream to a server, plain or TLS. Reading has two steps, so that the bytes can go to a
/// buffer that many streams share: wait() suspends, take() never does.
class Stream {
 public:
  explicit Stream(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  [[nodiscard]] boost::asio::ip::tcp::socket& socket() noexcept { return socket_; }

  /// Adds TLS to the connected socket; the caller makes the handshake.
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>& add_tls(
      boost::asio::ssl::context& context);

  /// Waits until there may be bytes to take.
  [[nodiscard]] boost::asio::awaitable<boost::system::error_code> wait();

  struct Taken {
    boost::system::error_code error;  ///< includes eof; the stream is over
    std::size_t size = 0;             ///< 0 without an error: no bytes now
  };
  [[nodiscard]] Taken take(std::span<char> into);

  [[nodiscard]] boost::asio::awaitable<boost::system::error_code> write(std::string_view bytes);

  /// Makes a pending read see the end of the stream now.
  void stop_reading() noexcept;
  /// Ends all pending operations with an error.
  void close() noexcept;
  /// Ends the output: the peer sees the end behind the written bytes. Reading continues.
  void finish() noexcept;

 private:
  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  std::vector<char> decrypted_;  ///< read from TLS by wait() and not yet returned by take()
  std::size_t decrypted_begin_ = 0;
  std::size_t decrypted_end_ = 0;
};

}  // namespace sluice::net
