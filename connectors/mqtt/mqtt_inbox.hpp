#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "connectors/delivery/in_flight.hpp"
#include "gateway/core/loop.hpp"

namespace sluice::connectors {

/// Something that happened on a thread of Paho's.
struct MqttSignal {
  enum class Kind : std::uint8_t {
    connected,
    connect_failed,  ///< text: why, when the broker itself refused
    lost,            ///< text: why
    delivered,       ///< slot
    refused,         ///< slot; code: the PUBACK's reason
    diagnosed,       ///< text: what is wrong with the connection, empty when nothing was found
  };
  Kind kind{};
  InFlight::Slot slot = InFlight::none;
  int code = 0;
  std::string text{};
};

class MqttReceiver {
 public:
  /// What happened since the last call, in order; on the loop's thread.
  virtual void on_signals(std::span<const MqttSignal> signals) = 0;

 protected:
  ~MqttReceiver() = default;
};

/// Carries signals from Paho's threads to the shard's, many in one task of the loop.
///
/// Shared by the two sides, because neither can wait for the other: a callback may be under way,
/// or a task posted, while the receiver is being destroyed. After close() such late ones end here.
class MqttInbox : public std::enable_shared_from_this<MqttInbox> {
 public:
  MqttInbox(Loop& loop, MqttReceiver& receiver) : loop_(&loop), receiver_(&receiver) {}

  /// From any thread.
  void put(MqttSignal signal);

  /// On the loop's thread. Neither loop nor receiver is used any more once it returns.
  void close();

 private:
  void deliver();

  std::mutex lock_;
  Loop* loop_;              ///< guarded by lock_; null when closed
  MqttReceiver* receiver_;  ///< the loop's thread only; null when closed
  std::vector<MqttSignal> waiting_;
};

}  // namespace sluice::connectors
