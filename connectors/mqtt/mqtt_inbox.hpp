#pragma once

#include <mqtt/message.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "connectors/mqtt/mqtt_limits.hpp"
#include "gateway/core/loop.hpp"

namespace sluice::connectors {

/// The number that a request to Paho was given, by which its answer names it.
using MqttRequest = std::uint64_t;

/// Something that happened on a thread of Paho's, or on the one that calls it.
struct MqttSignal {
  enum class Kind : std::uint8_t {
    connected,             ///< code: 1 when the broker has kept our session, else 0; limits
    connect_failed,        ///< text: why, when the broker or Paho itself refused
    lost,                  ///< text: why; code: the broker's reason, where it gave one
    delivered,             ///< request
    refused,               ///< request; code: the PUBACK's reason
    unusable,              ///< request; text: the objection of the client library
    subscribed,            ///< request: number of the filter; code: the QoS granted
    subscription_refused,  ///< request: number of the filter; text: why
    arrived,               ///< message; request: its number in the source's inbox, 0: none
    no_room,               ///< the source's inbox is full: the rest is left to the broker
    echoed,                ///< request: number of the echo
    ended,                 ///< nothing more comes of the link
    diagnosed,             ///< text: the fault of the connection, empty when none was found
  };
  Kind kind{};
  MqttRequest request = 0;
  int code = 0;
  std::string text{};
  mqtt::const_message_ptr message{};
  MqttLimits limits{};
};

class MqttReceiver {
 public:
  /// The next signals, in order, no more than a turn of the loop may take; on the loop's thread.
  virtual void on_signals(std::span<const MqttSignal> signals) = 0;

 protected:
  ~MqttReceiver() = default;
};

/// Carries signals from Paho's threads to the shard's: many in one task of the loop, but not so
/// many that the shard's connections would wait for them.
///
/// Shared by the two sides, because neither can wait for the other: a callback may be under way,
/// or a task posted, while the receiver is being destroyed. A signal after close() is dropped.
class MqttInbox : public std::enable_shared_from_this<MqttInbox> {
 public:
  /// Signals that one task of the loop hands over at most.
  static constexpr std::size_t signals_per_turn = 250;

  MqttInbox(Loop& loop, MqttReceiver& receiver) : loop_(&loop), receiver_(&receiver) {}

  /// From any thread. Returns the number of signals that wait now.
  std::size_t put(MqttSignal signal);

  /// On the loop's thread. Returns the signals that still waited for the receiver. The inbox uses
  /// neither loop nor receiver afterwards.
  std::vector<MqttSignal> close();

 private:
  void deliver_soon();
  void deliver();

  std::mutex lock_;
  Loop* loop_;              ///< guarded by lock_; null when closed
  MqttReceiver* receiver_;  ///< the loop's thread only; null when closed
  std::deque<MqttSignal> waiting_;
};

}  // namespace sluice::connectors
