#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/channels/subscription/subscription.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/envelope.hpp"
#include "gateway/channels/wire/event_maker.hpp"
#include "gateway/core/time.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::channels {

/// Makes events of who comes to and goes from the presence channels of one connection. What is
/// delivered adds up to who is there: a snapshot comes as it is and then as its difference from
/// what was known, even before the connection was lost; news that changes nothing is counted and
/// not delivered.
class PresenceEvents {
 public:
  /// All three are the session's.
  PresenceEvents(Subscriptions& subscriptions, EventMaker& event_maker,
                 telemetry::ConnectionProbe& probe)
      : subscriptions_(subscriptions), event_maker_(event_maker), probe_(probe) {}

  /// The server acknowledged a channel, if it is a presence channel with a snapshot.
  void on_subscribed(const Envelope& envelope, WallTime now, Actions& out);
  /// A member_added or member_removed of the presence channel with this index. False when it names
  /// no member.
  [[nodiscard]] bool on_change(const Envelope& envelope, std::size_t index, WallTime now,
                               Actions& out);

 private:
  /// `data` and `user_id` are good until the next turn.
  void deliver(EventKind kind, std::size_t index, std::string_view data, std::string_view user_id,
               WallTime now, Actions& out);

  Subscriptions& subscriptions_;
  EventMaker& event_maker_;
  telemetry::ConnectionProbe& probe_;
};

}  // namespace sluice::channels
