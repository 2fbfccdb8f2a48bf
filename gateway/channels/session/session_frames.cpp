// The part of Session that routes messages to the classes concerned.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "gateway/channels/session/session.hpp"
#include "gateway/channels/subscription/rejection.hpp"

namespace sluice::channels {

using telemetry::Level;

namespace {

/// Whether a cache miss is a real one. Old versions of soketi send the last event's data under this
/// name.
constexpr bool says_nothing(std::string_view data) {
  return data.empty() || data == "{}" || data == R"("{}")" || data == "null" || data == R"("")";
}

std::string in_words(const ServerError& error) {
  return error.code ? fmt::format("{} {}", *error.code, error.message) : error.message;
}

}  // namespace

void Session::on_frame(std::string_view text, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  if (!reconnect_.has_transport()) return;  // from the buffer of a transport that was given up
  heard(now);
  reconnect_.on_message();
  Envelope envelope;
  if (!parser_.parse(text, envelope)) {
    probe_.malformed_frames.add();
    return complain("malformed message", std::string(parser_.problem()), now.time, out);
  }
  if (is_protocol_event(envelope.event)) {
    on_system_event(envelope, now, out);
  } else {
    deliver(envelope, now, out);
  }
}

void Session::deliver(const Envelope& envelope, Moment now, Actions& out) {
  const auto subscription = subscriptions_.find(envelope.channel);
  // The channel is unknown right after it was unsubscribed, and before the handshake.
  if (!subscription || !reconnect_.connected()) {
    if (!signin_.deliver(envelope, now.wall, out)) probe_.ignored_frames.add();
    return;
  }
  subscriptions_.at(*subscription).history().event_at = now.time;
  const bool replayed = subscriptions_.takes_replay(*subscription, now.time);
  const bool unchanged =
      settings_.skip_unchanged_replays && is_cache_channel(envelope.channel) &&
      subscriptions_.at(*subscription).replay().repeats(envelope.event, envelope.data);
  if (replayed && unchanged) return probe_.ignored_frames.add();
  const auto kind =
      envelope.event.starts_with(client_prefix) ? EventKind::client : EventKind::message;
  const Event event{.kind = kind,
                    .channel = envelope.channel,
                    .name = envelope.event,
                    .data = envelope.data,
                    .user_id = kind == EventKind::client ? envelope.user_id : std::string_view(),
                    .replayed = replayed};
  if (decryption_.wants(subscriptions_.at(*subscription))) {
    decryption_.take(event, *subscription, now, out);
  } else {
    event_maker_.deliver(event, *subscription, now.wall, out);
  }
}

void Session::on_member_event(const Envelope& envelope, Moment now, Actions& out) {
  const auto index = subscriptions_.find(envelope.channel);
  const bool present = index && subscriptions_.at(*index).type() == ChannelType::presence;
  if (!present || !reconnect_.connected()) {
    return probe_.ignored_frames.add();
  }
  subscriptions_.at(*index).history().event_at = now.time;
  if (!presence_.on_change(envelope, *index, now, out)) {
    probe_.malformed_frames.add();
    complain("presence event without a user_id", std::string(envelope.channel), now.time, out);
  }
}

/// Events that the server itself makes about a channel.
void Session::on_channel_news(const Envelope& envelope, Moment now, Actions& out) {
  const auto index = subscriptions_.find(envelope.channel);
  if (!index || !reconnect_.connected()) return probe_.ignored_frames.add();
  Event event{.channel = envelope.channel, .data = envelope.data};
  if (envelope.event == "pusher:cache_miss") {
    subscriptions_.at(*index).replay().give_up();
    event.kind = EventKind::cache_miss;
    event.name = "pusher:cache_miss";
    event.replayed = !says_nothing(envelope.data);
  } else {
    event.kind = EventKind::subscription_count;
    event.name = "pusher:subscription_count";
  }
  event_maker_.deliver(event, *index, now.wall, out);
}

void Session::on_system_event(const Envelope& envelope, Moment now, Actions& out) {
  const auto event = envelope.event;
  if (event == "pusher:connection_established") {
    on_established(envelope, now, out);
  } else if (event == "pusher:error") {
    on_server_error(envelope, now, out);
  } else if (event == "pusher:ping") {
    out.emplace_back(Send{std::string(pong_message)});
  } else if (event == "pusher_internal:member_added" || event == "pusher_internal:member_removed") {
    on_member_event(envelope, now, out);
  } else if (event == "pusher_internal:subscription_count" || event == "pusher:cache_miss") {
    on_channel_news(envelope, now, out);
  } else if (event == "pusher:pong") {
    marks_.on_pong();
    client_events_.on_pong(now.time, out);
    send_client_events(now.time, out);
  } else if (!on_subscription_event(envelope, now, out) && !on_user_event(envelope, now, out)) {
    // Servers add events of their own; none of them concerns a client that did not ask for them.
    probe_.ignored_frames.add();
  }
}

bool Session::on_subscription_event(const Envelope& envelope, Moment now, Actions& out) {
  if (envelope.event == "pusher_internal:subscription_succeeded") {
    if (!on_acknowledged(envelope.channel, now, out)) return false;
    presence_.on_subscribed(envelope, now.wall, out);
    send_client_events(now.time, out);
    return true;
  }
  return is_subscription_error(envelope.event) &&
         subscriptions_.on_rejected(envelope.channel, read_error(envelope.data), now.time, out);
}

std::optional<std::size_t> Session::on_acknowledged(std::string_view channel, Moment now,
                                                    Actions& out) {
  if (!subscriptions_.on_succeeded(channel, now, out)) return std::nullopt;
  const auto index = *subscriptions_.find(channel);
  if (const auto gap = subscriptions_.end_gap(index, now)) {
    event_maker_.deliver_gap(subscriptions_.at(index).channel(), index, gap_data(*gap, now),
                             now.wall, out);
  }
  client_events_.on_subscribed(channel, now.time);
  return index;
}

bool Session::on_user_event(const Envelope& envelope, Moment now, Actions& out) {
  const bool taken = signin_.on_system_event(envelope, now, out);
  subscribe_as_user(now, out);
  return taken;
}

void Session::on_established(const Envelope& envelope, Moment now, Actions& out) {
  if (state() != ConnectionState::connecting) {
    probe_.ignored_frames.add();
    return;
  }
  const auto established = read_established(envelope.data);
  if (!established) {
    probe_.malformed_frames.add();
    return give_up({LossReason::protocol, {}, "connection_established without a usable socket_id"},
                   now, out);
  }
  Duration activity = settings_.activity_timeout;
  if (established->activity_timeout.count() > 0) {
    activity = std::min<Duration>(activity, established->activity_timeout);
  }
  liveness_.start(now.time, activity, settings_.pong_timeout);
  reconnect_.on_established(now.time);
  marks_.open();
  out.emplace_back(
      Report{Level::info, "connected", {}, fmt::format("socket_id {}", established->socket_id)});
  signin_.open(established->socket_id, now.time, out);
  subscriptions_.open(established->socket_id, now.time, out);
  event_maker_.deliver_connected(socket_id(), now.wall, out);
}

/// Before the handshake the error is the failure, even if the socket stays open. After the
/// handshake it closes nothing: its code only explains a closure without a code that may follow.
void Session::on_server_error(const Envelope& envelope, Moment now, Actions& out) {
  probe_.server_errors.add();
  const auto error = read_error(envelope.data);
  if (state() == ConnectionState::connecting) {
    return give_up({LossReason::refused, error.code, error.message}, now, out);
  }
  if (mentions_client_events(error)) {
    on_client_event_refused(error, now.time, out);
    return complain("error from the server", in_words(error), now.time, out);
  }
  if (on_refusal(envelope.channel, error, now, out))
    return;  // the error does not concern the
             // connection
  if (is_of_a_client_event(error, client_events_.awaits_confirmation())) {
    on_client_event_refused(error, now.time, out);
  }
  reconnect_.on_error(error.code, now.time);
  complain("error from the server", with_signer(in_words(error), error, subscriptions_.signer()),
           now.time, out);
}

/// An error that names no channel concerns the channel that its message mentions. If it mentions
/// none, it answers the oldest unanswered message: servers answer in order.
bool Session::on_refusal(std::string_view channel, const ServerError& error, Moment now,
                         Actions& out) {
  const auto of_channel = [&](std::string_view name) {
    return subscriptions_.on_rejected(name, error, now.time, out);
  };
  if (!channel.empty()) return of_channel(channel);
  if (const auto index = subscriptions_.mentioned_in(error.message)) {
    return of_channel(subscriptions_.at(*index).channel());
  }
  const auto suspect = subscriptions_.only_suspect_of(error);
  const auto asked_at = suspect ? subscriptions_.at(*suspect).attempt().asked_at() : never;
  // Codes from 4300 on concern a single message, or the watchlist.
  const bool may_be_of_signin = !error.code || *error.code < 4300;
  if (may_be_of_signin && signin_.asked_at() != never && signin_.asked_at() <= asked_at) {
    signin_.on_error(error, in_words(error), now.time, out);
    subscribe_as_user(now, out);
    return true;
  }
  return suspect && of_channel(subscriptions_.at(*suspect).channel());
}

void Session::on_client_event_refused(const ServerError& error, Time now, Actions& out) {
  client_events_.on_refused(read_event_refusal(error), in_words(error), now, out);
  send_client_events(now, out);
}

}  // namespace sluice::channels
