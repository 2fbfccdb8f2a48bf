#pragma once

#include <cstddef>
#include <functional>

#include "gateway/core/message.hpp"
#include "gateway/core/time.hpp"

namespace sluice {

/// Receives a source's messages. Implemented once, by the return path. Called on the shard's thread
/// only, and never from within a call to the source.
class MessageListener {
 public:
  /// The listener must call settle(ticket) once for this message: from within this call or at any
  /// later time, in any order.
  virtual void on_message(const Message& message, Ticket ticket) noexcept = 0;

  /// The broker gave this message to another consumer: its bytes are gone when this call returns,
  /// and the listener must not settle it. The other consumer is now responsible for it.
  virtual void on_withdrawn(Ticket ticket) noexcept = 0;

 protected:
  ~MessageListener() = default;
};

/// A broker from which the gateway reads.
///
/// Lives on one shard and is called only on that shard's thread; no call blocks or throws.
///
/// A crash (`kill -9`, a power cut) with Kafka loses no message: the source reports a message to
/// the broker only after settle(), so that an unsettled message comes again. With MQTT the broker
/// forgets a message when it arrives here. An Inbox keeps it until it is settled: then `kill -9`
/// loses none, and a power cut those that came since the last sync. Without one, each crash loses
/// the unsettled messages (connectors/mqtt/mqtt_source.hpp). The same holds for those that are
/// unsettled at the `deadline` of close().
///
/// The life of a source: it connects by itself, and again after each loss. It gives its messages to
/// the listener, which settles each of them; pause() and hold() bound the number of unsettled ones.
/// stop() ends the requests while the listener settles the messages it has, and says when no more
/// can come. close() reports those to the broker and calls back; then the source is destroyed.
class Source {
 public:
  virtual ~Source() = default;

  /// Requests no more messages until resume(). Messages under way may still come.
  virtual void pause() noexcept = 0;
  virtual void resume() noexcept = 0;

  /// Requests no more messages from the part of the stream that this message came from, until the
  /// same holder calls release(): its successors would only wait for the same lack of room.
  /// Messages under way may still come. Has no effect on a source without parts.
  virtual void hold(Ticket ticket, std::size_t holder) noexcept = 0;
  virtual void release(std::size_t holder) noexcept = 0;

  /// The listener is done with the message, in any way; its bytes are given back.
  virtual void settle(Ticket ticket) noexcept = 0;

  /// Ends all requests for good. Messages under way may still come until `quiet` is called: once,
  /// on the shard's thread, never from within stop(), and before close() calls back. The listener
  /// may settle messages until close() has called back.
  virtual void stop(std::function<void()> quiet) noexcept = 0;

  /// After stop(): reports the settled messages to the broker and leaves it, then calls `closed`
  /// once, on the shard's thread and never from within close(). If the broker does not answer, the
  /// source leaves it at `deadline`.
  virtual void close(Time deadline, std::function<void()> closed) noexcept = 0;
};

}  // namespace sluice
