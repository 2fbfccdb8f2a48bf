#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/server_frames.hpp"

namespace sluice::test {

/// A frame of a client's, its mask taken off.
struct ClientFrame {
  std::uint8_t opcode;
  std::string payload;
  bool operator==(const ClientFrame&) const = default;
};

/// One client of a ScriptedChannelsServer, as its script sees it.
class ChannelsPeer {
 public:
  explicit ChannelsPeer(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

  /// The header of the next HTTP request; empty when the client has gone.
  boost::asio::awaitable<std::string> request();
  /// Accepts the WebSocket; `more` goes out in the same segment as the answer.
  boost::asio::awaitable<void> upgrade(std::string more = "");
  /// The usual beginning: accepts, says connection_established and acknowledges the one channel
  /// that is then subscribed.
  boost::asio::awaitable<void> welcome();

  /// False when the client did not take all of it.
  boost::asio::awaitable<bool> send(std::string bytes);
  /// Each byte a segment of its own, as far as the kernel lets it.
  boost::asio::awaitable<void> send_byte_by_byte(std::string bytes);
  /// Empty when the client has gone. Throws when a frame is not masked: no client may send such.
  boost::asio::awaitable<std::optional<ClientFrame>> frame();
  /// Reads until the client has gone.
  boost::asio::awaitable<std::vector<ClientFrame>> remaining_frames();
  /// Keeps the connection open and reads nothing, until the client breaks it off.
  boost::asio::awaitable<void> fall_silent();

 private:
  boost::asio::awaitable<bool> read_some();

  boost::asio::ip::tcp::socket socket_;
  std::string read_;
  bool gone_ = false;
};

/// A Channels server on a port of its own, in the test's own loop, that does to each client what a
/// script says; the connection closes when the script ends. The loop is not run after it is gone.
class ScriptedChannelsServer {
 public:
  using Script = std::function<boost::asio::awaitable<void>(ChannelsPeer&)>;

  ScriptedChannelsServer(boost::asio::io_context& loop, Script script);

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  /// Clients so far.
  [[nodiscard]] int connections() const { return connections_; }
  /// Clients whose script has not ended.
  [[nodiscard]] int open() const { return open_; }

 private:
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);

  boost::asio::io_context& loop_;
  Script script_;
  boost::asio::ip::tcp::acceptor acceptor_;
  int connections_ = 0;
  int open_ = 0;
};

/// The frame of connection_established, and of what follows it.
std::string established_frame(std::string_view socket_id = "1.1", int activity_timeout = 120);
std::string acknowledged_frame(std::string_view channel);
/// `data` is the JSON token: `"\"text\""`, `{…}`.
std::string event_frame(std::string_view channel, std::string_view event, std::string_view data);

}  // namespace sluice::test
