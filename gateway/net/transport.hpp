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

/// The transport of one attempt to connect, from the dial to its last byte: frames in, frames out.
/// After a close by either side it is over within half a second, beside the next attempt. The
/// coroutine that serves it owns it; on the shard's thread.
class Transport {
 public:
  /// Both references outlive it.
  Transport(Shard& shard, channels::ConnectionProbe& probe, std::uint64_t attempt,
            std::size_t max_message);
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  [[nodiscard]] std::uint64_t attempt() const noexcept { return attempt_; }
  /// The reason of its end, by the peer or by an error. Empty before, and when close() ended it
  /// first.
  [[nodiscard]] const std::optional<channels::Closure>& closure() const noexcept {
    return closure_;
  }

  /// The server accepted the upgrade: frames can be sent and read.
  void open(Upgraded upgraded);
  /// Returns when close() is called during the dial.
  boost::asio::awaitable<void> given_up() { return given_up_.wait(); }

  /// False: the stream is over. True: there may be bytes to read.
  boost::asio::awaitable<bool> readable();
  /// Returns when reading may continue after a pause, or when the transport is over.
  boost::asio::awaitable<void> pause() { return resume_.wait(); }
  void resume() { resume_.raise(); }
  /// Reads once; true when there is more. The caller must then call next() until it is false, and
  /// keep(), before anything else runs on the shard.
  bool read();
  /// Takes the next message. Answers pings and closures itself.
  bool next(WebSocketMessage& message);
  void keep() { bytes_.keep(); }

  /// Sends a text frame, in order; does nothing after close().
  void send(std::string_view text) { queue(Opcode::text, text); }
  /// Sends the queued frames and a close frame; the transport is over soon after.
  void close(std::uint16_t code);
  /// Waits for queued frames and writes them. False: the transport is over, or all frames were
  /// written after close(). Only one coroutine may call it while the transport is open.
  boost::asio::awaitable<bool> write();
  /// Whether no frame is queued.
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
  std::string_view* unread_ = nullptr;  ///< into bytes_, between read() and keep()
  std::string early_bytes_;
  std::unique_ptr<Stream> stream_;  ///< after open()
  std::string outgoing_;
  std::string sending_;
  bool closing_ = false;  ///< no frame follows the content of outgoing_
  std::optional<channels::Closure> closure_;
  Wakeup given_up_;
  Wakeup output_;  ///< outgoing_ has bytes, or the transport closes
  Wakeup resume_;
  Loop::Handle grace_;  ///< the time limit of closing
};

}  // namespace sluice::net
