#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::net {

/// A client that sends what it likes, in the test's own loop.
class AdminClient {
 public:
  AdminClient(boost::asio::io_context& loop, std::uint16_t port,
              const boost::asio::ip::address& address = boost::asio::ip::address_v4::loopback());

  void send(std::string_view bytes);
  /// Everything until the server closes.
  std::string rest();
  /// Until what was read ends in `end`, or the server closes; what it was.
  std::string until(std::string_view end);
  void close() { socket_.close(); }

 private:
  bool read_some();

  boost::asio::io_context& loop_;
  boost::asio::ip::tcp::socket socket_;
  std::string read_;
};

}  // namespace sluice::net
