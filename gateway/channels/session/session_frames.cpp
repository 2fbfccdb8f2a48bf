// The part of Session that reads messages.
#include <fmt/format.h>

#include <utility>

#include "gateway/channels/session/session.hpp"

namespace sluice::channels {

using telemetry::ConnectionState;
using telemetry::Level;
using telemetry::LossReason;

namespace {

/// Whether a cache miss is one. Old versions of soketi give the last event's data by that name.
constexpr bool says_nothing(std::string_view data) {
  return data.empty() || data == "{}" || data == R"("{}")" || data == "null" || data == R"("")";
}

}  // namespace

void Session::on_frame(std::string_view text, Moment now, Actions& out) {
  event_maker_.begin_turn();
  if (!transport_) return;  // what was still in the buffer of a transport given up
  heard(now);
  Envelope envelope;
  if (!parser_.parse(text, envelope)) {
    probe_.malformed_frames.add();
    return complain("malformed message", std::string(parser_.problem()), now.time, out);
  }
  if (is_protocol_event(envelope.event)) {
    const auto from = out.size();
    on_system_event(envelope, now, out);
    note_sent(out, from, now.time);
  } else {
    deliver(envelope, now, out);
  }
}

void Session::deliver(const Envelope& envelope, Moment now, Actions& out) {
  const auto subscription = subscriptions_.find(envelope.channel);
  // Nothing is known of a channel right after it was unsubscribed, or before the handshake.
  if (!subscription || state_ != ConnectionState::connected) {
    if (!deliver_to_user(envelope, now, out)) probe_.ignored_frames.add();
    return;
  }
  auto& replay = subscriptions_.at(*subscription).replay;
  const bool replayed = replay.take();
  const bool unchanged = settings_.skip_unchanged_replays && is_cache_channel(envelope.channel) &&
                         replay.repeats(envelope.event, envelope.data);
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
  const bool present = index && subscriptions_.at(*index).type == ChannelType::presence;
  if (!present || state_ != ConnectionState::connected) {
    probe_.ignored_frames.add();
  } else if (!presence_.on_change(envelope, *index, now.wall, out)) {
    probe_.malformed_frames.add();
    complain("presence event without a user_id", std::string(envelope.channel), now.time, out);
  }
}

/// What the server tells of a channel and nobody sent.
void Session::on_channel_news(const Envelope& envelope, Moment now, Actions& out) {
  const auto index = subscriptions_.find(envelope.channel);
  if (!index || state_ != ConnectionState::connected) return probe_.ignored_frames.add();
  Event event{.channel = envelope.channel, .data = envelope.data};
  if (envelope.event == "pusher:cache_miss") {
    subscriptions_.at(*index).replay.give_up();
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
    client_events_.on_pong(now.time, out);
    send_client_events(now.time, out);
  } else if (!on_subscription_event(envelope, now, out) && !on_user_event(envelope, now, out)) {
    // Servers add events of their own; none is for us unless asked for.
    probe_.ignored_frames.add();
  }
}

bool Session::on_subscription_event(const Envelope& envelope, Moment now, Actions& out) {
  if (envelope.event == "pusher_internal:subscription_succeeded") {
    if (!subscriptions_.on_succeeded(envelope.channel, now, out)) return false;
    tell_of_gap(*subscriptions_.find(envelope.channel), now, out);
    presence_.on_subscribed(envelope, now.wall, out);
    client_events_.on_subscribed(envelope.channel, now.time);
    send_client_events(now.time, out);
    return true;
  }
  return is_subscription_error(envelope.event) &&
         subscriptions_.on_rejected(envelope.channel, read_error(envelope.data), now.time, out);
}

void Session::on_established(const Envelope& envelope, Moment now, Actions& out) {
  if (state_ != ConnectionState::connecting) {
    probe_.ignored_frames.add();
    return;
  }
  const auto established = read_established(envelope.data);
  if (!established) {
    probe_.malformed_frames.add();
    out.emplace_back(Close{1000});
    return lose({LossReason::protocol, {}, "connection_established without a usable socket_id"},
                now, out);
  }
  Duration activity = settings_.activity_timeout;
  if (established->activity_timeout.count() > 0) {
    activity = std::min<Duration>(activity, established->activity_timeout);
  }
  liveness_.start(now.time, activity, settings_.pong_timeout);
  deadline_ = never;
  established_at_ = now.time;
  problem_.clear();
  enter(ConnectionState::connected);
  out.emplace_back(
      Report{Level::info, "connected", {}, fmt::format("socket_id {}", established->socket_id)});
  signin_.open(established->socket_id, now.time, out);
  subscriptions_.open(established->socket_id, now.time, out);
  tell_of_connection(now, out);
}

/// Before the handshake an error is the failure, whatever happens to the socket. After it, it
/// closes nothing: the code only explains a closure that may follow without one.
void Session::on_server_error(const Envelope& envelope, Moment now, Actions& out) {
  probe_.server_errors.add();
  const auto error = read_error(envelope.data);
  const auto text = error.code ? fmt::format("{} {}", *error.code, error.message) : error.message;
  if (state_ == ConnectionState::connecting) {
    out.emplace_back(Close{1000});
    return lose({LossReason::refused, error.code, error.message}, now, out);
  }
  if (mentions_client_events(error)) {
    on_client_event_refused(error, text, now.time, out);
    return complain("error from the server", text, now.time, out);
  }
  const bool rejection = envelope.channel.empty()
                             ? subscriptions_.on_error(error, now.time, out)
                             : subscriptions_.on_rejected(envelope.channel, error, now.time, out);
  if (rejection) return;  // of one channel: it says nothing about the connection
  error_code_ = error.code;
  error_at_ = now.time;
  // From 4300 on codes speak of a single message, or of the watchlist.
  const bool perhaps_of_signin = envelope.channel.empty() && (!error.code || *error.code < 4300);
  if (perhaps_of_signin && signin_.on_error(text, now.time, out)) {
    return subscribe_as_user(now, out);
  }
  if (is_of_a_client_event(error, client_events_.awaits_confirmation())) {
    on_client_event_refused(error, text, now.time, out);
  }
  complain("error from the server", text, now.time, out);
}

void Session::on_client_event_refused(const ServerError& error, const std::string& text, Time now,
                                      Actions& out) {
  client_events_.on_refused(read_event_refusal(error), text, now, out);
  send_client_events(now, out);
}

}  // namespace sluice::channels
