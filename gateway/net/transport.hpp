#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/net/dialer.hpp"
#include "gateway/net/read_buffer.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/net/stream.hpp"
#include "gateway/net/wakeup.hpp"
#include "gateway/net/websocket_frames.hpp"

namespace sluice::net {

/// The transport of one attempt to connect, from dialling to its last byte: frames in, frames out.
/// Once it is closed, by either side, it is over within half a second, beside the next attempt.
/// Belongs to the coroutine that serves it; on the shard's thread.
class Transport {
 public:
  /// Both outlive it.
  Transport(Shard& shard, channels::ConnectionProbe& probe, std::uint64_t attempt,
            std::size_t max_message);
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  [[nodiscard]] std::uint64_t attempt() const noexcept { return attempt_; }
  /// How it ended, once it has: by the peer, or by an error. Not set where close() ended it first.
  [[nodiscard]] const std::optional<channels::Closure>& closure() const noexcept {
    return closure_;
  }

  /// The upgrade was accepted: frames can be sent and read.
  void open(Upgraded upgraded);
  /// Returns when close() was called while it was being dialled.
  boost::asio::awaitable<void> given_up() { return given_up_.wait(); }

  /// False: the stream is over. True: there may be something to read.
  boost::asio::awaitable<bool> readable();
  /// Returns when reading may go on after a pause, or the transport is over.
  boost::asio::awaitable<void> pause() { return resume_.wait(); }
  void resume() { resume_.raise(); }
  /// Reads once; true when there is more. Then next() hands out the whole messages, until it is
  /// false, and keep() follows before anything else happens on the shard.
  bool read();
  /// Pings and closures are answered here.
  bool next(WebSocketMessage& message);
  void keep() { bytes_.keep(); }

  /// Sends a text frame, in the order of sending; nothing once it is closed.
  void send(std::string_view text) { queue(Opcode::text, text); }
  /// Sends what is queued and a close frame, and is over soon.
  void close(std::uint16_t code);
  /// Writes what is queued, once there is something. False: the transport is over, or all was
  /// written after it was closed. One coroutine calls it while the transport is open.
  boost::asio::awaitable<bool> write();
  /// Nothing is left to be written.
  [[nodiscard]] bool all_written() const noexcept { return outgoing_.empty(); }

 private:
  void queue(Opcode opcode, std::string_view payload);
  void end(channels::Closure closure);
  void begin_closing();

  Shard& shard_;
  channels::ConnectionProbe& probe_;
  std::uint64_t attempt_;
  FrameReader reader_;
  ReadBuffer bytes_;
  std::string_view* unread_ = nullptr;  ///< of bytes_, between read() and keep()
  std::string early_bytes_;
  std::unique_ptr<Stream> stream_;  ///< once it is open
  std::string outgoing_;
  std::string sending_;
  bool closing_ = false;  ///< after what is in outgoing_, nothing more is sent
  std::optional<channels::Closure> closure_;
  Wakeup given_up_;
  Wakeup output_;  ///< outgoing_ has something, or the end
  Wakeup resume_;
  Loop::Handle grace_;  ///< of the closing
};

}  // namespace sluice::net
