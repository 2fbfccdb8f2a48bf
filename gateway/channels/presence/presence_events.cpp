#include "gateway/channels/presence/presence_events.hpp"

#include <algorithm>
#include <utility>

#include "gateway/channels/wire/messages.hpp"

namespace sluice::channels {

void PresenceEvents::on_subscribed(const Envelope& envelope, WallTime now, Actions& out) {
  const auto index = subscriptions_.find(envelope.channel);
  if (!index || subscriptions_.at(*index).type() != ChannelType::presence) return;
  auto& subscription = subscriptions_.at(*index);
  auto snapshot = read_presence_snapshot(envelope.data);
  if (!snapshot) return miss_snapshot(*index, "presence snapshot without members", out);
  event_maker_.deliver({.kind = EventKind::presence_snapshot,
                        .channel = subscription.channel(),
                        .name = "pusher:subscription_succeeded",
                        .data = envelope.data},
                       *index, now, out);
  const auto difference = subscription.members().replace(std::move(*snapshot), room_of(*index));
  count(*index, true, out);
  for (const auto& user_id : difference.left) {
    deliver(EventKind::presence_left, *index, event_maker_.keep(member_data({user_id, {}})),
            event_maker_.keep(user_id), now, out);
  }
  for (const auto& member : difference.joined) {
    deliver(EventKind::presence_joined, *index, event_maker_.keep(member_data(member)),
            event_maker_.keep(member.user_id), now, out);
  }
}

/// An unreadable snapshot proves no departure: the known members stay.
void PresenceEvents::miss_snapshot(std::size_t index, std::string_view what, Actions& out) {
  auto& subscription = subscriptions_.at(index);
  subscription.members().miss_snapshot();
  out.emplace_back(Report{telemetry::Level::warn, what, subscription.channel(), {}});
  subscriptions_.count_members();
}

void PresenceEvents::on_subscribed_unread(std::size_t index, Actions& out) {
  if (subscriptions_.at(index).type() != ChannelType::presence) return;
  miss_snapshot(index, "presence snapshot larger than max_message, its members are unknown", out);
}

void PresenceEvents::on_change_unread(std::size_t index) {
  if (subscriptions_.at(index).type() != ChannelType::presence) return;
  subscriptions_.at(index).members().miss_snapshot();
  subscriptions_.count_members();
}

MemberLimits PresenceEvents::room_of(std::size_t index) const {
  MemberLimits room = limits_;
  const auto& all = subscriptions_.all();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == index) continue;
    room.max_count -= std::min(room.max_count, all[i].members().count());
    room.max_bytes -= std::min(room.max_bytes, all[i].members().bytes());
  }
  return room;
}

void PresenceEvents::count(std::size_t index, bool was_complete, Actions& out) {
  subscriptions_.count_members();
  const auto& subscription = subscriptions_.at(index);
  if (!was_complete || subscription.members().complete()) return;
  out.emplace_back(Report{telemetry::Level::warn,
                          "more presence members than are kept, some are unknown",
                          subscription.channel(),
                          {}});
}

bool PresenceEvents::on_change(const Envelope& envelope, std::size_t index, Moment now,
                               Actions& out) {
  auto member = read_member(envelope.data);
  if (!member) return false;
  auto& members = subscriptions_.at(index).members();
  const bool added = envelope.event == "pusher_internal:member_added";
  // Reverb keeps a departure as the last event of a cache channel: the snapshot already reflects
  // it.
  if (!added && subscriptions_.takes_replay(index, now.time)) {
    probe_.ignored_frames.add();
    return true;
  }
  const auto user_id = event_maker_.keep(member->user_id);
  const bool was_complete = members.complete();
  const bool news =
      added ? members.add(std::move(*member), room_of(index)) : members.remove(user_id);
  if (!news) {
    probe_.ignored_frames.add();
    return true;
  }
  count(index, was_complete, out);
  deliver(added ? EventKind::presence_joined : EventKind::presence_left, index, envelope.data,
          user_id, now.wall, out);
  return true;
}

/// Names the events as the official clients do: `pusher:`, not `pusher_internal:`.
void PresenceEvents::deliver(EventKind kind, std::size_t index, std::string_view data,
                             std::string_view user_id, WallTime now, Actions& out) {
  const bool joined = kind == EventKind::presence_joined;
  const auto& subscription = subscriptions_.at(index);
  event_maker_.deliver({.kind = kind,
                        .channel = subscription.channel(),
                        .name = joined ? "pusher:member_added" : "pusher:member_removed",
                        .data = data,
                        .user_id = user_id,
                        .own = user_id == subscription.own_member()},
                       index, now, out);
}

}  // namespace sluice::channels
