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
  /// The listener owes the source one settle(ticket) for it, from within this call or at any later
  /// time, in any order.
  virtual void on_message(const Message& message, Ticket ticket) noexcept = 0;

  /// The broker has given this message to another consumer: its bytes are gone when this returns,
  /// and it is not to be settled any more. Sending it is no longer this gateway's business.
  virtual void on_withdrawn(Ticket ticket) noexcept = 0;

 protected:
  ~MessageListener() = default;
};

/// A broker the gateway reads from.
///
/// Lives on one shard and is called only on that shard's thread; no call blocks or throws. A
/// message is the broker's until it is settled: what is unsettled when the process ends comes
/// again from Kafka. From MQTT it does not, as it is acknowledged on arrival (mqtt_source.hpp).
/// Connects by itself, and again after each loss.
class Source {
 public:
  virtual ~Source() = default;

  /// Asks for no more messages until resume(). What was already under way may still come.
  virtual void pause() noexcept = 0;
  virtual void resume() noexcept = 0;

  /// Asks for no more messages of the part of the stream that this one came from, until release()
  /// of the same holder: others of its part would follow it to where there is no room. Some that
  /// are under way may still come. Does nothing where a source has no parts.
  virtual void hold(Ticket ticket, std::size_t holder) noexcept = 0;
  virtual void release(std::size_t holder) noexcept = 0;

  /// The message has been dealt with, whatever became of it; its bytes are given back.
  virtual void settle(Ticket ticket) noexcept = 0;

  /// Asks for nothing more, for good. What was already under way may still come, until close() has
  /// called back; messages may be settled until then.
  virtual void stop() noexcept = 0;

  /// After stop(): reports to the broker which messages are settled and leaves it; then calls
  /// `closed` once, on the shard's thread and never from within close(). A broker that does not
  /// answer is left at `deadline` at the latest.
  virtual void close(Time deadline, std::function<void()> closed) noexcept = 0;
};

}  // namespace sluice
