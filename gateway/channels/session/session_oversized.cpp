// The part of Session for messages that are too long to be read.
#include <fmt/format.h>

#include <utility>

#include "gateway/channels/session/session.hpp"
#include "gateway/channels/wire/message_head.hpp"

namespace sluice::channels {

using telemetry::Level;

void Session::on_oversized(std::string_view head, std::size_t length, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  if (!reconnect_.has_transport()) return;
  heard(now);
  probe_.oversized_messages.add();
  auto named = read_message_head(head);
  const auto index = subscriptions_.find(named.channel);
  if (index && reconnect_.connected()) {
    if (named.event == "pusher_internal:subscription_succeeded") {
      // Usually a presence channel: its members stay unknown, but the channel is subscribed.
      if (on_acknowledged(named.channel, now, out)) presence_.on_subscribed_unread(*index, out);
      send_client_events(now.time, out);
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
}

}  // namespace sluice::channels
