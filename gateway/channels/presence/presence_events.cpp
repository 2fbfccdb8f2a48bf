#include "gateway/channels/presence/presence_events.hpp"

#include <utility>

#include "gateway/channels/wire/messages.hpp"

namespace sluice::channels {

void PresenceEvents::on_subscribed(const Envelope& envelope, WallTime now, Actions& out) {
  const auto index = subscriptions_.find(envelope.channel);
  if (!index || subscriptions_.at(*index).type != ChannelType::presence) return;
  auto& subscription = subscriptions_.at(*index);
  auto snapshot = read_presence_snapshot(envelope.data);
  if (!snapshot) {
    // It says of nobody that he is gone: what was known stands.
    out.emplace_back(Report{
        telemetry::Level::warn, "presence snapshot without members", subscription.channel, {}});
    return subscriptions_.count_members();
  }
  event_maker_.deliver({.kind = EventKind::presence_snapshot,
                        .channel = subscription.channel,
                        .name = "pusher:subscription_succeeded",
                        .data = envelope.data},
                       *index, now, out);
  const auto difference = subscription.members.replace(std::move(*snapshot));
  subscriptions_.count_members();
  for (const auto& user_id : difference.left) {
    deliver(EventKind::presence_left, *index, event_maker_.keep(member_data({user_id, {}})),
            event_maker_.keep(user_id), now, out);
  }
  for (const auto& member : difference.joined) {
    deliver(EventKind::presence_joined, *index, event_maker_.keep(member_data(member)),
            event_maker_.keep(member.user_id), now, out);
  }
}

bool PresenceEvents::on_change(const Envelope& envelope, std::size_t index, WallTime now,
                               Actions& out) {
  auto member = read_member(envelope.data);
  if (!member) return false;
  auto& members = subscriptions_.at(index).members;
  const bool added = envelope.event == "pusher_internal:member_added";
  // Reverb keeps a departure as the last event of a cache channel: the snapshot knew of it.
  if (!added && subscriptions_.at(index).replay.take()) {
    probe_.ignored_frames.add();
    return true;
  }
  const auto user_id = event_maker_.keep(member->user_id);
  if (!(added ? members.add(std::move(*member)) : members.remove(user_id))) {
    probe_.ignored_frames.add();
    return true;
  }
  subscriptions_.count_members();
  deliver(added ? EventKind::presence_joined : EventKind::presence_left, index, envelope.data,
          user_id, now, out);
  return true;
}

/// Names the events as the official clients do: `pusher:`, not `pusher_internal:`.
void PresenceEvents::deliver(EventKind kind, std::size_t index, std::string_view data,
                             std::string_view user_id, WallTime now, Actions& out) {
  const bool joined = kind == EventKind::presence_joined;
  event_maker_.deliver({.kind = kind,
                        .channel = subscriptions_.at(index).channel,
                        .name = joined ? "pusher:member_added" : "pusher:member_removed",
                        .data = data,
                        .user_id = user_id},
                       index, now, out);
}

}  // namespace sluice::channels
