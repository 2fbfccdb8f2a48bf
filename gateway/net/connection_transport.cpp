// The part of Connection that reads from a transport and writes to it.
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "gateway/net/connection.hpp"
#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace asio = boost::asio;
using telemetry::LossReason;

namespace {

/// How long a closing transport may take: to send what is queued, the close frame last, and for the
/// peer to read it and close.
constexpr Duration close_grace{500};

/// Reads of one readiness before other connections get their turn.
constexpr int reads_per_turn = 16;

constexpr std::size_t read_at_least = 16 * 1024;

/// A server that does not read what it is sent, or asks for, is given up with this much unsent. Far
/// more than the subscriptions of thousands of channels.
constexpr std::size_t outgoing_max = 4 * 1024 * 1024;

/// Above this a held-over partial frame's memory is given back once it is empty.
constexpr std::size_t held_to_keep = 4 * 1024;

}  // namespace

asio::awaitable<void> Connection::until_closed() {
  co_await closed_.wait();
  asio::steady_timer grace(shard_.io(), close_grace);
  co_await grace.async_wait(no_throw);
}

/// Leaves what the server sends where it is, until the relay wants events again.
asio::awaitable<void> Connection::until_wanted() {
  session_.on_reading(false, shard_.moment());
  while (!relay_.wants_events()) co_await resume_.wait();
  session_.on_reading(true, shard_.moment());
}

/// Reads until the transport ends or is given up.
asio::awaitable<void> Connection::read_loop(Stream& stream, std::string held) {
  FrameReader reader(settings_.max_message.count);
  bool unseen = !held.empty();
  while (!ended_ && !closing_) {
    if (!std::exchange(unseen, false)) {
      if (const auto error = co_await stream.wait()) {
        if (!ended_) ended_ = {LossReason::transport, {}, error.message()};
        break;
      }
    }
    for (int i = 0; i < reads_per_turn && !ended_ && !closing_; ++i) {
      if (!relay_.wants_events()) co_await until_wanted();
      if (!read(stream, reader, held)) break;
    }
  }
  closing_ = true;
  output_.raise();
  closed_.raise();
  co_await discard(stream);
}

/// Until the peer closes too. A socket that is closed with bytes unread is reset, and a peer that
/// is still writing then fails before it has read our close frame.
asio::awaitable<void> Connection::discard(Stream& stream) {
  while (true) {
    if (const auto error = co_await stream.wait()) co_return;
    const auto taken = stream.take(shard_.read_buffer());
    probe_.received_bytes.add(taken.size);
    if (taken.error) co_return;
  }
}

/// One read into the shard's buffer, behind what the last one left over. True when there is more.
bool Connection::read(Stream& stream, FrameReader& reader, std::string& held) {
  auto& buffer = shard_.read_buffer();
  const auto room = std::max(reader.wanted(), held.size() + read_at_least);
  if (buffer.size() < room + FrameReader::padding) buffer.resize(room + FrameReader::padding);
  std::memcpy(buffer.data(), held.data(), held.size());
  const auto space =
      std::span(buffer).first(buffer.size() - FrameReader::padding).subspan(held.size());
  const auto taken = stream.take(space);
  probe_.received_bytes.add(taken.size);
  std::string_view unread(buffer.data(), held.size() + taken.size);
  consume(reader, unread);
  if (session_.liveness_deadline() < armed_) timer_.cancel();
  held.assign(unread);
  if (held.empty() && held.capacity() > held_to_keep) held = {};
  if (taken.error && !ended_) ended_ = {LossReason::transport, {}, taken.error.message()};
  return !ended_ && taken.size == space.size();
}

/// Hands every whole message in `unread` to the session; what is left is the start of one.
void Connection::consume(FrameReader& reader, std::string_view& unread) {
  const Moment now = shard_.moment();
  WebSocketMessage message;
  // Once the session has given this transport up it may be at its next.
  while (!ended_ && !closing_) {
    switch (reader.next(unread, message)) {
      case FrameReader::Status::incomplete:
        return;
      case FrameReader::Status::broken:
        ended_ = {LossReason::protocol, {}, std::string(reader.problem())};
        queue_frame(Opcode::close, close_payload(reader.close_code()));
        return;
      case FrameReader::Status::message:
        break;
    }
    consume(message, now);
  }
}

void Connection::consume(const WebSocketMessage& message, Moment now) {
  switch (message.opcode) {
    case Opcode::text:
      session_.on_frame(message.payload, now, actions_);
      perform();
      break;
    case Opcode::ping:
      queue_frame(Opcode::pong, message.payload);
      [[fallthrough]];
    case Opcode::pong:
      session_.on_other_frame(now);
      break;
    case Opcode::close: {
      const auto close = read_close(message.payload);
      ended_ = {LossReason::closed, close.code, std::string(close.reason)};
      queue_frame(Opcode::close, message.payload);
      break;
    }
    case Opcode::binary:
    case Opcode::continuation:
      probe_.ignored_frames.add();
      session_.on_other_frame(now);
      break;
  }
}

/// Returns when sending failed, or when all was sent after the transport was given up.
asio::awaitable<void> Connection::write_loop(Stream& stream) {
  std::string sending;
  while (!closing_ || !outgoing_.empty()) {
    if (outgoing_.empty()) {
      co_await output_.wait();
      continue;
    }
    sending.clear();
    std::swap(sending, outgoing_);
    if (const auto error = co_await stream.write(sending)) {
      if (!ended_) ended_ = {LossReason::transport, {}, "sending failed: " + error.message()};
      closed_.raise();
      co_return;
    }
    if (outgoing_.empty() && !closing_) {
      session_.on_written(shard_.moment(), actions_);
      perform();
    }
  }
  stream.finish();
}

void Connection::queue_frame(Opcode opcode, std::string_view payload) {
  if (!upgraded_ || closing_) return;
  std::uint32_t mask = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&mask), sizeof mask);
  append_frame(outgoing_, opcode, payload, mask);
  closing_ = opcode == Opcode::close;
  output_.raise();
  if (outgoing_.size() > outgoing_max && !ended_) {
    ended_ = {LossReason::transport, {}, "the server does not read what it is sent"};
    closing_ = true;
    closed_.raise();
  }
}

}  // namespace sluice::net
