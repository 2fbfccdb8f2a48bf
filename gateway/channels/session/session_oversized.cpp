// The part of Session that hears of messages too long to be read.
#include <fmt/format.h>

#include <utility>

#include "gateway/channels/session/session.hpp"
#include "gateway/channels/wire/message_head.hpp"

namespace sluice::channels {

using telemetry::ConnectionState;
using telemetry::Level;

void Session::on_oversized(std::string_view head, std::size_t length, Moment now, Actions& out) {
  event_maker_.begin_turn();
  if (!transport_) return;
  heard(now);
  probe_.oversized_messages.add();
  const auto from = out.size();
  auto named = read_message_head(head);
  const auto index = subscriptions_.find(named.channel);
  if (index && state_ == ConnectionState::connected) {
    if (named.event == "pusher_internal:subscription_succeeded") {
      on_unread_acknowledgement(named.channel, now, out);
    } else if (named.event.starts_with("pusher_internal:member_")) {
      presence_.on_change_unread(*index);
    }
  }
  if (complaints_.allows(now.time)) {
    out.emplace_back(Report{Level::warn, "skipped a message larger than max_message",
                            std::move(named.channel),
                            fmt::format("{} bytes, event {}", length,
                                        named.event.empty() ? "not known" : named.event)});
  }
  note_sent(out, from, now.time);
}

/// Of a presence channel, as a rule: its members stay unknown, but the channel is subscribed.
void Session::on_unread_acknowledgement(std::string_view channel, Moment now, Actions& out) {
  if (!subscriptions_.on_succeeded(channel, now, out)) return;
  const auto index = *subscriptions_.find(channel);
  tell_of_gap(index, now, out);
  presence_.on_subscribed_unread(index, out);
  client_events_.on_subscribed(channel, now.time);
  send_client_events(now.time, out);
}

}  // namespace sluice::channels
