#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/channels/subscription/subscriptions.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/envelope.hpp"
#include "gateway/channels/wire/event_maker.hpp"
#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Makes events of the joins and departures on the presence channels of one connection. The events
/// add up to the current members: first the snapshot, then each difference from the members that
/// were last known, including those from before a reconnect. A join or departure that changes
/// nothing is counted and not delivered.
class PresenceEvents {
 public:
  /// The references belong to the session. `limits` are for the members of all channels together.
  PresenceEvents(Subscriptions& subscriptions, EventMaker& event_maker, ConnectionProbe& probe,
                 const MemberLimits& limits)
      : subscriptions_(subscriptions), event_maker_(event_maker), probe_(probe), limits_(limits) {}

  /// The server acknowledged a channel. Only a presence channel with a snapshot makes events.
  void on_subscribed(const Envelope& envelope, WallTime now, Actions& out);
  /// The same, but the snapshot was too large to be read. The known members stay.
  void on_subscribed_unread(std::size_t index, Actions& out);
  /// A join or a departure was too large to be read.
  void on_change_unread(std::size_t index);
  /// A member_added or member_removed of the presence channel with this index. False when it has no
  /// user id.
  [[nodiscard]] bool on_change(const Envelope& envelope, std::size_t index, Moment now,
                               Actions& out);

 private:
  /// `data` and `user_id` are valid until the next turn.
  void deliver(EventKind kind, std::size_t index, std::string_view data, std::string_view user_id,
               WallTime now, Actions& out);

  void miss_snapshot(std::size_t index, std::string_view what, Actions& out);
  /// The limits that the members of the other channels leave for this one.
  [[nodiscard]] MemberLimits room_of(std::size_t index) const;
  void count(std::size_t index, bool was_complete, Actions& out);

  Subscriptions& subscriptions_;
  EventMaker& event_maker_;
  ConnectionProbe& probe_;
  MemberLimits limits_;
};

}  // namespace sluice::channels
