// The part of Session that hears of authorisations, and is about the user who is signed in.
#include <utility>

#include "gateway/channels/session/session.hpp"

namespace sluice::channels {

void Session::on_auth(const RequestAuth& request, const AuthAnswer& answer, Moment now,
                      Actions& out) {
  event_maker_.begin_turn();
  const auto from = out.size();
  if (request.purpose == AuthPurpose::key) {
    decryption_.on_auth(request, answer, now.time, out);
  } else if (!signin_.hold(request, answer)) {
    const bool needs_key = decryption_.wants(subscriptions_.at(request.subscription));
    subscriptions_.on_auth(request, needs_key ? with_key(answer) : answer, now.time, out);
  }
  note_sent(out, from, now.time);
}

void Session::on_user_auth(const RequestUserAuth& request, const AuthAnswer& answer, Moment now,
                           Actions& out) {
  event_maker_.begin_turn();
  const auto from = out.size();
  signin_.on_auth(request, answer, now.time, out);
  subscribe_as_user(now, out);
  note_sent(out, from, now.time);
}

void Session::subscribe_as_user(Moment now, Actions& out) {
  for (const auto& [request, answer] : signin_.release()) {
    subscriptions_.on_auth(request, answer, now.time, out);
  }
}

bool Session::on_user_event(const Envelope& envelope, Moment now, Actions& out) {
  if (envelope.event == "pusher:signin_success") {
    if (!signin_.on_success(envelope.data, now.time, out)) return false;
    subscribe_as_user(now, out);
    return true;
  }
  if (envelope.event == "pusher_internal:watchlist_events") {
    if (signin_.user_id().empty()) return false;
    for (auto& change : read_watchlist(envelope.data)) {
      deliver_watchlist(event_maker_.keep(std::move(change.name)),
                        event_maker_.keep(std::move(change.data)), now, out);
    }
    return true;
  }
  if (envelope.event == "pusher_internal:subscription_succeeded") {
    return signin_.on_subscribed(envelope.channel);
  }
  return is_subscription_error(envelope.event) &&
         signin_.on_rejected(envelope.channel, read_error(envelope.data).message, now.time, out);
}

void Session::deliver_watchlist(std::string_view name, std::string_view data, Moment now,
                                Actions& out) {
  event_maker_.deliver({.kind = EventKind::watchlist, .name = name, .data = data}, std::nullopt,
                       now.wall, out);
}

/// What is on no channel of the configuration may still be for the user.
bool Session::deliver_to_user(const Envelope& envelope, Moment now, Actions& out) {
  if (signin_.owns(envelope.channel)) {
    event_maker_.deliver({.kind = EventKind::user,
                          .channel = envelope.channel,
                          .name = envelope.event,
                          .data = envelope.data,
                          .user_id = signin_.user_id()},
                         std::nullopt, now.wall, out);
    return true;
  }
  // Sockudo tells each change of the watchlist as an event of its own, on no channel.
  const bool change = envelope.event == "online" || envelope.event == "offline";
  if (!change || !envelope.channel.empty() || signin_.user_id().empty()) return false;
  deliver_watchlist(envelope.event, envelope.data, now, out);
  return true;
}

}  // namespace sluice::channels
