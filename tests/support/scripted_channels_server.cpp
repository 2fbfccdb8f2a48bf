#include "tests/support/scripted_channels_server.hpp"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "gateway/net/no_throw.hpp"
#include "gateway/net/upgrade.hpp"

namespace sluice::test {
namespace asio = boost::asio;
using asio::ip::tcp;
using net::no_throw;

namespace {

std::string header_value(std::string_view request, std::string_view name) {
  const auto at = request.find(fmt::format("\r\n{}: ", name));
  if (at == request.npos) throw std::runtime_error(fmt::format("no header {}", name));
  const auto begin = at + name.size() + 4;
  return std::string{request.substr(begin, request.find("\r\n", begin) - begin)};
}

/// The frame at the front of `bytes`, which it is taken off; none while it is not all there.
std::optional<ClientFrame> take_frame(std::string& bytes) {
  const auto byte = [&bytes](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  if (bytes.size() < 2) return std::nullopt;
  if ((byte(1) & 0x80) == 0) throw std::runtime_error("a client's frame without a mask");
  std::size_t length = byte(1) & 0x7F;
  const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
  const std::size_t header = 2 + more + 4;
  if (bytes.size() < header) return std::nullopt;
  if (more > 0) length = 0;
  for (std::size_t i = 0; i < more; ++i) length = length << 8 | byte(2 + i);
  if (bytes.size() < header + length) return std::nullopt;
  ClientFrame frame{static_cast<std::uint8_t>(byte(0) & 0x0F), bytes.substr(header, length)};
  for (std::size_t i = 0; i < length; ++i) {
    frame.payload[i] = static_cast<char>(frame.payload[i] ^ bytes[header - 4 + i % 4]);
  }
  bytes.erase(0, header + length);
  return frame;
}

}  // namespace

asio::awaitable<bool> ChannelsPeer::read_some() {
  if (gone_) co_return false;  // Asio would wait for ever: the end is told once
  std::string more(64 * 1024, '\0');
  auto [error, size] = co_await socket_.async_read_some(asio::buffer(more), no_throw);
  read_.append(more, 0, size);
  gone_ = error.failed();
  co_return !gone_;
}

asio::awaitable<std::string> ChannelsPeer::request() {
  constexpr std::string_view end = "\r\n\r\n";
  while (read_.find(end) == std::string::npos) {
    const bool more = co_await read_some();
    if (!more) co_return std::string{};
  }
  const auto size = read_.find(end) + end.size();
  auto header = read_.substr(0, size);
  read_.erase(0, size);
  co_return header;
}

asio::awaitable<void> ChannelsPeer::upgrade(std::string more) {
  const auto asked = co_await request();
  if (asked.empty()) co_return;
  const auto accept = net::accept_for(header_value(asked, "Sec-WebSocket-Key"));
  co_await send(
      fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n{}",
                  accept, more));
}

asio::awaitable<void> ChannelsPeer::welcome() {
  co_await upgrade(established_frame());
  const auto subscribe = co_await frame();
  if (!subscribe) co_return;
  const auto json = nlohmann::json::parse(subscribe->payload);
  co_await send(acknowledged_frame(json["data"]["channel"].get<std::string>()));
}

asio::awaitable<bool> ChannelsPeer::send(std::string bytes) {
  auto [error, size] = co_await asio::async_write(socket_, asio::buffer(bytes), no_throw);
  co_return !error;
}

asio::awaitable<void> ChannelsPeer::send_byte_by_byte(std::string bytes) {
  for (const char byte : bytes) co_await send(std::string(1, byte));
}

asio::awaitable<std::optional<ClientFrame>> ChannelsPeer::frame() {
  for (;;) {
    if (auto whole = take_frame(read_)) co_return whole;
    const bool more = co_await read_some();
    if (!more) co_return std::nullopt;
  }
}

asio::awaitable<std::vector<ClientFrame>> ChannelsPeer::remaining_frames() {
  std::vector<ClientFrame> frames;
  for (;;) {
    auto next = co_await frame();
    if (!next) co_return frames;
    frames.push_back(*std::move(next));
  }
}

asio::awaitable<void> ChannelsPeer::fall_silent() {
  co_await socket_.async_wait(tcp::socket::wait_error, no_throw);
}

ScriptedChannelsServer::ScriptedChannelsServer(asio::io_context& loop, Script script)
    : loop_(loop),
      script_(std::move(script)),
      acceptor_(loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}) {
  asio::co_spawn(loop, accept(), net::fail_loudly);
}

asio::awaitable<void> ScriptedChannelsServer::accept() {
  for (;;) {
    auto [error, socket] = co_await acceptor_.async_accept(no_throw);
    if (error) co_return;
    socket.set_option(tcp::no_delay{true});
    ++connections_;
    asio::co_spawn(loop_, serve(std::move(socket)), net::fail_loudly);
  }
}

asio::awaitable<void> ScriptedChannelsServer::serve(tcp::socket socket) {
  ++open_;
  {
    ChannelsPeer peer{std::move(socket)};
    co_await script_(peer);
  }
  --open_;
}

std::string established_frame(std::string_view socket_id, int activity_timeout) {
  const nlohmann::json data{{"socket_id", socket_id}, {"activity_timeout", activity_timeout}};
  const nlohmann::json message{{"event", "pusher:connection_established"}, {"data", data.dump()}};
  return text_frame(message.dump());
}

std::string acknowledged_frame(std::string_view channel) {
  return event_frame(channel, "pusher_internal:subscription_succeeded", R"("{}")");
}

std::string event_frame(std::string_view channel, std::string_view event, std::string_view data) {
  return text_frame(
      fmt::format(R"({{"event":"{}","channel":"{}","data":{}}})", event, channel, data));
}

}  // namespace sluice::test
