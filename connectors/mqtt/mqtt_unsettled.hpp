#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>

#include "connectors/mqtt/mqtt_arrival.hpp"
#include "connectors/mqtt/mqtt_keeper.hpp"
#include "gateway/core/delivery.hpp"
#include "gateway/core/inbox.hpp"

namespace sluice::connectors {

/// The messages of a source that have come and are not settled, and the inbox that keeps them, if
/// there is one. The shard's thread only.
class MqttUnsettled {
 public:
  explicit MqttUnsettled(std::unique_ptr<Inbox> inbox);
  ~MqttUnsettled();
  MqttUnsettled(const MqttUnsettled&) = delete;
  MqttUnsettled& operator=(const MqttUnsettled&) = delete;

  /// A message under its ticket. The views are valid until it is settled.
  struct Ticketed {
    Message message;
    Ticket ticket;
  };

  /// `number`: in the inbox; 0: it is not there.
  [[nodiscard]] Ticketed add(const mqtt::const_message_ptr& message, Inbox::Number number);

  /// The next message of an earlier process.
  [[nodiscard]] std::optional<Ticketed> next_recovered();
  [[nodiscard]] bool has_recovered() const noexcept;

  void settle(Ticket ticket) noexcept;
  /// Of a message that nobody is given.
  void settle(Inbox::Number number) noexcept;

  /// Whether the inbox has room again.
  [[nodiscard]] bool has_room() const noexcept;

  /// Null without an inbox.
  [[nodiscard]] const std::shared_ptr<MqttKeeper>& keeper() const noexcept { return keeper_; }

 private:
  struct Entry {
    std::optional<MqttArrival> arrival;  ///< none: the inbox has its bytes
    Inbox::Number number;
  };

  std::shared_ptr<MqttKeeper> keeper_;
  std::unordered_map<std::uint64_t, Entry> entries_;  ///< by ticket
  std::uint64_t next_ticket_ = 0;
};

}  // namespace sluice::connectors
