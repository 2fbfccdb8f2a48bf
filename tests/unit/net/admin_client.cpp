#include "tests/unit/net/admin_client.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <utility>

#include "tests/unit/net/run_until.hpp"

namespace sluice::net {

namespace asio = boost::asio;
using asio::ip::tcp;

AdminClient::AdminClient(asio::io_context& loop, std::uint16_t port,
                         const asio::ip::address& address)
    : loop_(loop), socket_(loop) {
  socket_.connect(tcp::endpoint{address, port});
}

void AdminClient::send(std::string_view bytes) {
  boost::system::error_code closed_already;
  asio::write(socket_, asio::buffer(bytes), closed_already);
}

std::string AdminClient::rest() {
  while (read_some()) continue;
  return std::exchange(read_, {});
}

std::string AdminClient::until(std::string_view end) {
  while (!read_.ends_with(end) && read_some()) continue;
  return std::exchange(read_, {});
}

bool AdminClient::read_some() {
  std::array<char, 4096> bytes{};
  std::optional<std::size_t> got;
  socket_.async_read_some(asio::buffer(bytes), [&](const boost::system::error_code& error,
                                                   std::size_t count) { got = error ? 0 : count; });
  if (!run_until(loop_, [&] { return got.has_value(); })) {
    socket_.close();
    run_until(loop_, [&] { return got.has_value(); });
    read_ += "(the server neither answered nor closed)";
    return false;
  }
  read_.append(bytes.data(), *got);
  return *got != 0;
}

}  // namespace sluice::net
