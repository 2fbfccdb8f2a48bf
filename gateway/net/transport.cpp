#include "gateway/net/transport.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "gateway/core/give_back.hpp"

namespace sluice::net {
namespace asio = boost::asio;
using channels::Closure;
using channels::LossReason;

namespace {

/// The time limit for a closing transport: to send the queued frames and the close frame, and for
/// the peer to read them and close.
constexpr Duration close_grace{500};

/// A server that does not read is given up with this many unsent bytes: far more than the
/// subscriptions of thousands of channels.
constexpr std::size_t outgoing_max = 4 * 1024 * 1024;

/// A larger output buffer is freed after use.
constexpr std::size_t outgoing_to_keep = 64 * 1024;

}  // namespace

Transport::Transport(Shard& shard, channels::ConnectionProbe& probe, std::uint64_t attempt,
                     std::size_t max_message)
    : shard_(shard),
      probe_(probe),
      attempt_(attempt),
      reader_(max_message),
      bytes_(shard.read_buffer(), FrameReader::padding),
      given_up_(shard.io()),
      output_(shard.io()),
      resume_(shard.io()) {}

void Transport::open(Upgraded upgraded) {
  stream_ = std::move(upgraded.stream);
  early_bytes_ = std::move(upgraded.early_bytes);
}

asio::awaitable<bool> Transport::readable() {
  if (!early_bytes_.empty()) co_return true;
  const auto error = co_await stream_->wait();
  if (error) end({LossReason::transport, {}, error.message()});
  co_return !error;
}

bool Transport::read() {
  auto space = bytes_.room(reader_.wanted());
  Stream::Taken taken;
  if (!early_bytes_.empty()) {
    taken.size = std::min(early_bytes_.size(), space.size());
    std::memcpy(space.data(), early_bytes_.data(), taken.size);
    early_bytes_.erase(0, taken.size);
  } else {
    taken = stream_->take(space);
  }
  probe_.received_bytes.add(taken.size);
  unread_ = &bytes_.add(taken.size);
  if (taken.error) end({LossReason::transport, {}, taken.error.message()});
  return !taken.error && taken.size == space.size();
}

bool Transport::next(WebSocketMessage& message) {
  // After close() the peer's bytes are read to the end and ignored. Closing a socket with unread
  // bytes resets the connection, and a peer that is still writing would fail before it reads our
  // close frame.
  if (closing_) {
    *unread_ = {};
    return false;
  }
  switch (reader_.next(*unread_, message)) {
    case FrameReader::Status::incomplete:
      return false;
    case FrameReader::Status::broken:
      closure_ = {LossReason::protocol, {}, std::string(reader_.problem())};
      queue(Opcode::close, close_payload(reader_.close_code()));
      return false;
    case FrameReader::Status::message:
      break;
  }
  if (message.opcode == Opcode::ping) queue(Opcode::pong, message.payload);
  if (message.opcode == Opcode::close) {
    const auto close = read_close(message.payload);
    closure_ = {LossReason::closed, close.code, std::string(close.reason)};
    queue(Opcode::close, message.payload);
    return false;
  }
  return true;
}

void Transport::close(std::uint16_t code) {
  given_up_.raise();
  queue(Opcode::close, close_payload(code));
}

asio::awaitable<bool> Transport::write() {
  while (outgoing_.empty()) {
    if (closing_) {
      stream_->finish();
      co_return false;
    }
    co_await output_.wait();
  }
  std::swap(sending_, outgoing_);
  if (const auto error = co_await stream_->write(sending_)) {
    end({LossReason::transport, {}, "sending failed: " + error.message()});
    stream_->close();
    co_return false;
  }
  empty(sending_, outgoing_to_keep);
  co_return true;
}

void Transport::queue(Opcode opcode, std::string_view payload) {
  if (!stream_ || closing_) return;
  std::uint32_t mask = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&mask), sizeof mask);
  append_frame(outgoing_, opcode, payload, mask);
  output_.raise();
  if (opcode == Opcode::close) begin_closing();
  if (outgoing_.size() > outgoing_max) {
    end({LossReason::transport, {}, "the server does not read what it is sent"});
    stream_->stop_reading();
  }
}

/// Only the first end counts: a later event of a closing transport has no meaning.
void Transport::end(Closure closure) {
  if (!closing_) closure_ = std::move(closure);
  begin_closing();
}

void Transport::begin_closing() {
  if (std::exchange(closing_, true)) return;
  output_.raise();
  resume_.raise();
  grace_ = shard_.after(close_grace, [this] { stream_->close(); });
}

}  // namespace sluice::net
