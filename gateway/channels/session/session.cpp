// The entries into Session; session_frames.cpp has the entry for messages.
#include "gateway/channels/session/session.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace sluice::channels {

using telemetry::Level;

namespace {

/// The deadline of the pong after a sleep.
constexpr Duration patience_after_sleep{5'000};

}  // namespace

Session::Session(SessionSettings settings, ConnectionProbe& probe, EnvelopeParser& parser,
                 Random& random)
    : settings_(std::move(settings)),
      probe_(probe),
      parser_(parser),
      event_maker_(settings_.connection, probe),
      reconnect_(settings_.reconnect, probe, random),
      subscriptions_(settings_.channels, settings_.subscription, probe, random),
      presence_(subscriptions_, event_maker_, probe, settings_.presence),
      signin_(settings_.signin, event_maker_, probe, random),
      client_events_(settings_.client_events, subscriptions_, random),
      decryption_(settings_.decryption, subscriptions_, event_maker_, probe) {}

void Session::start(Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  subscriptions_.start(now);
  reconnect_.attempt(now.time, out);
}

void Session::succeed(const Session& before) {
  subscriptions_.succeed(before.subscriptions_);
  heard_at_ = before.heard_at_;  // a gap that begins before our first frame begins there
}

void Session::stop(Actions& out) {
  event_maker_.begin_turn();
  if (reconnect_.has_transport()) out.emplace_back(Close{1000});
  if (!socket_id().empty()) out.emplace_back(WithdrawAuth{});
  decryption_.lose(out);
  subscriptions_.stop();
  signin_.lose();
  client_events_.clear();
  reconnect_.stop();
}

void Session::on_deadline(Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  if (reconnect_.handshake_overdue(now.time)) {
    give_up({LossReason::handshake_timeout, {}, "no connection_established in time"}, now, out);
  } else if (reconnect_.dial_due(now.time)) {
    reconnect_.attempt(now.time, out);
  } else if (reconnect_.connected()) {
    keep_alive(now, out);
    subscriptions_.on_deadline(now.time, out);
    decryption_.on_deadline(now.time, out);
    signin_.on_deadline(now.time, out);
  }
  send_client_events(now.time, out);
}

void Session::keep_alive(Moment now, Actions& out) {
  switch (liveness_.due(now.time)) {
    case Liveness::Due::nothing:
      break;
    case Liveness::Due::ping:
      ping(now.time, out);
      break;
    case Liveness::Due::dead:
      give_up({LossReason::pong_timeout, {}, "no answer to a ping"}, now, out);
      break;
  }
  if (client_events_.overdue(now.time)) {
    give_up({LossReason::pong_timeout, {}, "no pong for the ping after a client event"}, now, out);
  }
}

void Session::ping(Time now, Actions& out) {
  out.emplace_back(Send{std::string(ping_message)});
  liveness_.pinged(now);
  client_events_.on_pinged();
  marks_.on_pinged();
}

Mark Session::mark(Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  if (connected()) ping(now.time, out);
  return marks_.last();
}

void Session::on_slept(Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  if (!reconnect_.connected()) return;
  ping(now.time, out);
  liveness_.pinged(now.time, patience_after_sleep);
}

void Session::on_reading(bool reading, Moment now) {
  liveness_.listen(reading, now.time);
  client_events_.on_reading(reading, now.time);
  reconnect_.on_reading(reading, now.time);
  subscriptions_.on_reading(reading, now.time);
  signin_.on_reading(reading, now.time);
}

void Session::on_written(Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  if (reconnect_.connected()) subscriptions_.on_written(now.time, out);
}

void Session::publish(ReturnEvent event, Ticket ticket, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  client_events_.add(std::move(event), ticket, now.time, out);
  send_client_events(now.time, out);
}

void Session::subscribe(std::string_view channel, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  subscriptions_.want(channel, now, out);
}

void Session::unsubscribe(std::string_view channel, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  unwant(channel, out);
}

void Session::want_only(const std::vector<std::string>& channels, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  const std::set<std::string_view> wanted(channels.begin(), channels.end());
  for (const auto& subscription : subscriptions_.all()) {
    const auto& channel = subscription.channel();
    if (subscription.wanted() && !wanted.contains(channel)) unwant(channel, out);
  }
  for (const auto& channel : channels) subscriptions_.want(channel, now, out);
}

void Session::unwant(std::string_view channel, Actions& out) {
  if (const auto index = subscriptions_.find(channel)) client_events_.on_unwanted(*index, out);
  subscriptions_.unwant(channel, out);
}

void Session::withdraw(Ticket ticket, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  client_events_.withdraw(ticket, out);
}

void Session::on_looked_up(std::uint64_t attempt, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  reconnect_.on_looked_up(attempt, now.time, out);
}

void Session::on_open(std::uint64_t attempt, Moment now) {
  if (!reconnect_.is_current(attempt)) return;
  reconnect_.on_open(attempt);
  liveness_.heard(now.time);
}

void Session::on_closed(std::uint64_t attempt, Closure closure, Moment now, Actions& out) {
  const Turn turn(*this, now, out);
  if (reconnect_.is_current(attempt)) lose(std::move(closure), now, out);
}

void Session::give_up(Closure closure, Moment now, Actions& out) {
  out.emplace_back(Close{1000});
  lose(std::move(closure), now, out);
}

void Session::lose(Closure closure, Moment now, Actions& out) {
  const bool connected = reconnect_.connected();
  const bool undecided =
      signin_.undecided() || (signin_.user_id().empty() && subscriptions_.lack_authorization());
  // The server sent its close frame after all its other messages. After any other closure the last
  // frame is the last proof of a sound connection.
  const auto last = closure.reason == LossReason::closed ? now : heard_at_;
  auto loss = reconnect_.lose(std::move(closure), undecided, now.time);
  if (connected) out.emplace_back(WithdrawAuth{});
  decryption_.lose(out);
  if (connected) {
    event_maker_.deliver_disconnected(loss.reason, loss.closure.code, now.wall, out);
  }
  subscriptions_.lose(loss.reason, last);
  signin_.lose();
  client_events_.on_lost(loss.closure, now.time, out);
  out.emplace_back(std::move(loss.report));
  last_loss_ = {loss.reason, loss.closure.code, std::move(loss.closure.detail), now.time};
}

void Session::on_auth(const RequestAuth& request, const AuthAnswer& answer, Moment now,
                      Actions& out) {
  const Turn turn(*this, now, out);
  if (request.purpose == AuthPurpose::key) {
    decryption_.on_auth(request, answer, now.time, out);
  } else if (!signin_.hold(request, answer)) {
    const bool needs_key = decryption_.wants(subscriptions_.at(request.subscription));
    subscriptions_.on_auth(request, needs_key ? with_key(answer) : answer, now.time, out);
  }
}

void Session::on_user_auth(const RequestUserAuth& request, const AuthAnswer& answer, Moment now,
                           Actions& out) {
  const Turn turn(*this, now, out);
  signin_.on_auth(request, answer, now.time, out);
  subscribe_as_user(now, out);
}

void Session::subscribe_as_user(Moment now, Actions& out) {
  subscriptions_.sign_in(signin_.user_id());
  for (const auto& [request, answer] : signin_.release()) {
    subscriptions_.on_auth(request, answer, now.time, out);
  }
}

void Session::send_client_events(Time now, Actions& out) {
  client_events_.send(now, out);
  if (client_events_.wants_ping()) ping(now, out);
}

Time Session::next_deadline() const {
  if (state() == ConnectionState::stopped) return never;
  const Time earliest = std::min(reconnect_.deadline(), client_events_.next_deadline());
  if (!reconnect_.connected()) return earliest;
  return std::min({earliest, liveness_.deadline(), subscriptions_.next_deadline(),
                   signin_.next_deadline(), decryption_.next_deadline()});
}

void Session::complain(std::string_view about, std::string detail, Time now, Actions& out) {
  if (complaints_.allows(now)) out.emplace_back(Report{Level::warn, about, {}, std::move(detail)});
}

}  // namespace sluice::channels
