// The part of Connection that reads from its transports.
#include <utility>

#include "gateway/net/connection.hpp"

namespace sluice::net {
namespace asio = boost::asio;

namespace {

/// The number of reads before other connections get their turn: their messages occupy the loop for
/// some milliseconds at most.
constexpr int reads_per_turn = 4;

}  // namespace

/// Waits until it is this connection's turn to read; the server's bytes stay in the socket
/// meanwhile.
asio::awaitable<void> Connection::until_turn(Transport& transport) {
  if (relay_.turns().may_read(*this)) co_return;
  session_.on_reading(false, shard_.moment());
  while (current_ == &transport && !transport.closure() && !relay_.turns().may_read(*this)) {
    co_await transport.pause();
  }
  // The session may already use its next socket.
  if (current_ == &transport) session_.on_reading(true, shard_.moment());
}

/// Reads to the end of the stream, even when the session does not use it any more, so that the peer
/// can finish.
asio::awaitable<void> Connection::read_loop(Transport& transport) {
  while (co_await transport.readable()) {
    for (int i = 0; i < reads_per_turn; ++i) {
      if (current_ == &transport) co_await until_turn(transport);
      const bool more = read(transport);
      if (current_ == &transport) relay_.turns().has_read(*this);
      if (!more) break;
    }
  }
  if (transport.closure()) lose(transport, *transport.closure());
}

/// Informs the session when all is written, so that it sends no faster than the server reads.
asio::awaitable<void> Connection::write_loop(Transport& transport) {
  // No co_await in a condition beside a `continue`: g++ 12 generates broken code for it.
  bool more = co_await transport.write();
  while (more) {
    if (current_ == &transport && transport.all_written()) {
      session_.on_written(shard_.moment(), actions_);
      perform();
    }
    more = co_await transport.write();
  }
}

/// One read. Passes every whole message to the session; true when there is more.
bool Connection::read(Transport& transport) {
  const bool more = transport.read();
  const Moment now = shard_.moment();
  WebSocketMessage message;
  // After giving up this transport, the session may already use its next one.
  while (transport.next(message) && current_ == &transport) consume(message, now);
  transport.keep();
  if (session_.liveness_deadline() < armed_) timer_.cancel();
  if (transport.closure()) lose(transport, *transport.closure());
  return more;
}

void Connection::consume(const WebSocketMessage& message, Moment now) {
  if (message.opcode == Opcode::text) {
    if (message.oversized) {
      session_.on_oversized(message.payload, *message.oversized, now, actions_);
    } else {
      session_.on_frame(message.payload, now, actions_);
    }
    return perform();
  }
  if (message.opcode == Opcode::binary) probe_.ignored_frames.add();
  session_.on_other_frame(now);
}

/// The session learns of the end once, and only while it uses the transport.
void Connection::lose(Transport& transport, channels::Closure closure) {
  if (current_ != &transport) return;
  leave_current();
  session_.on_closed(transport.attempt(), std::move(closure), shard_.moment(), actions_);
  perform();
}

}  // namespace sluice::net
