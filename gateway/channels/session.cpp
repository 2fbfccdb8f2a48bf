#include "gateway/channels/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sluice::channels {

using telemetry::ConnectionState;
using telemetry::Level;
using telemetry::LossReason;

namespace {

/// How long a pusher:error explains a closure that has no code of its own.
constexpr Duration error_memory{5'000};
/// At most one line a connection in this time about what a peer does wrong; the rest is counted.
constexpr Duration complaint_interval{1'000};
/// A server that asks to be left alone is believed up to here: one misconfigured proxy must not
/// silence a gateway for days.
constexpr Duration retry_after_max{600'000};
/// For the answer to the ping after a sleep.
constexpr Duration patience_after_sleep{5'000};

LossReason reason_of(Reaction reaction, LossReason otherwise) {
  switch (reaction) {
    case Reaction::back_off:
      return otherwise;
    case Reaction::back_off_a_second:
      return LossReason::server_backoff;
    case Reaction::reconnect_at_once:
      return LossReason::server_immediate;
    case Reaction::use_tls:
      return LossReason::refused;
    case Reaction::do_not_reconnect:
      return LossReason::refused;
  }
  return otherwise;
}

}  // namespace

Session::Session(SessionSettings settings, telemetry::ConnectionProbe& probe,
                 EnvelopeParser& parser, Random& random)
    : settings_(std::move(settings)),
      probe_(probe),
      parser_(parser),
      random_(random),
      deliveries_(settings_.connection, probe),
      subscriptions_(settings_.channels, settings_.subscription, probe, random),
      presence_(subscriptions_, deliveries_, probe),
      client_events_(settings_.client_events, subscriptions_, random),
      decryption_(settings_.decryption, subscriptions_, deliveries_, probe),
      backoff_(settings_.reconnect_initial, settings_.reconnect_max) {}

void Session::enter(ConnectionState state) {
  state_ = state;
  probe_.enter(state);
}

void Session::start(Moment now, Actions& out) {
  subscriptions_.start(now);
  dial_in_turn(now, out);
}

void Session::stop(Actions& out) {
  if (transport_) out.emplace_back(Close{1000});
  transport_ = false;
  deadline_ = never;
  decryption_.lose(out);
  subscriptions_.stop();
  client_events_.clear();
  enter(ConnectionState::stopped);
}

/// Dials, or waits for the place that it takes among the connects to the server.
void Session::dial_in_turn(Moment now, Actions& out) {
  if (turn_ == never) turn_ = settings_.pace ? settings_.pace->reserve(now.time) : now.time;
  if (now.time < turn_) {
    deadline_ = turn_;
    if (problem_.empty()) problem_ = "waits for its turn: connects to one server are paced";
    return enter(ConnectionState::waiting);
  }
  turn_ = never;
  dial(now, out);
}

void Session::dial(Moment now, Actions& out) {
  ++attempt_;
  transport_ = true;
  established_at_ = never;
  error_code_.reset();
  deadline_ = now.time + settings_.handshake_timeout;
  enter(ConnectionState::connecting);
  out.emplace_back(Dial{attempt_, force_tls_, deadline_});
}

void Session::on_open(std::uint64_t attempt, Moment now) {
  if (attempt == attempt_ && transport_) liveness_.heard(now.time);
}

void Session::on_closed(std::uint64_t attempt, Closure closure, Moment now, Actions& out) {
  deliveries_.begin_turn();
  if (attempt == attempt_ && transport_) lose(std::move(closure), now, out);
}

/// The code that is missing: an error right before says why the server hung up. One says nothing of
/// a transport that we gave up.
std::optional<int> Session::explanation_of(const Closure& closure, Time now) const {
  const bool by_server =
      closure.reason == LossReason::closed || closure.reason == LossReason::transport;
  return by_server && now - error_at_ <= error_memory ? error_code_ : std::nullopt;
}

/// What the code asks for, in the light of this session.
Reaction Session::react_to(const Closure& closure) const {
  const auto reaction = reaction_to(closure.code);
  // It was TLS, and still not good enough.
  if (reaction == Reaction::use_tls && (settings_.tls || force_tls_)) {
    return Reaction::do_not_reconnect;
  }
  // Not in time, for an endpoint that was down perhaps; unlike a user who was disconnected.
  if (closure.code == unauthorized && state_ == ConnectionState::connected &&
      subscriptions_.lack_authorization()) {
    return Reaction::back_off;
  }
  return reaction;
}

/// The transport is gone, or is given up with a Close: decides when to try again.
void Session::lose(Closure closure, Moment now, Actions& out) {
  if (!closure.code) closure.code = explanation_of(closure, now.time);
  const auto reaction = react_to(closure);
  const auto reason = reason_of(reaction, closure.reason);
  const bool stable =
      state_ == ConnectionState::connected && now.time - established_at_ >= settings_.stable_after;
  if (stable) {
    backoff_.reset();
    hurried_ = false;
  }
  transport_ = false;
  decryption_.lose(out);
  if (state_ == ConnectionState::connected) tell_of_loss(reason, closure.code, now, out);
  // All that was sent before a closing frame has been read; otherwise who knows.
  const bool complete = closure.reason == LossReason::closed;
  subscriptions_.lose(reason, complete ? now : heard_at_);
  client_events_.on_lost(closure, now.time, out);
  probe_.losses[std::size_t(reason)].add();
  auto delay = delay_after(reaction);
  if (delay && closure.retry_after) *delay += std::min(*closure.retry_after, retry_after_max);
  deadline_ = delay ? now.time + *delay : never;
  const bool refused = reaction == Reaction::do_not_reconnect;
  enter(refused ? ConnectionState::failed : ConnectionState::waiting);
  problem_ = to_string(reason);
  if (closure.code) problem_ += fmt::format(" {}", *closure.code);
  if (!closure.detail.empty()) problem_ += fmt::format(": {}", closure.detail);
  if (closure.retry_after) {
    problem_ += fmt::format(", and asked to wait {} ms", closure.retry_after->count());
  }
  const auto next = delay ? fmt::format("next try in {} ms", delay->count()) : "not tried again";
  out.emplace_back(Report{refused ? Level::error : Level::warn,
                          refused ? "connection refused by the server" : "connection lost",
                          {},
                          fmt::format("{}; {}", problem_, next)});
}

std::optional<Duration> Session::delay_after(Reaction reaction) {
  constexpr Duration at_least{1'000};
  switch (reaction) {
    case Reaction::back_off:
      return backoff_.next(random_);
    case Reaction::back_off_a_second:
      return at_least + backoff_.next(random_);
    case Reaction::reconnect_at_once:
      // Once; a server that says so again before the session was stable gets the backoff.
      if (std::exchange(hurried_, true)) return backoff_.next(random_);
      return Duration(0);
    case Reaction::use_tls:
      force_tls_ = true;
      return Duration(0);
    case Reaction::do_not_reconnect:
      if (settings_.refused_retry == Duration(0)) return std::nullopt;
      return settings_.refused_retry;
  }
  return at_least;
}

void Session::on_deadline(Moment now, Actions& out) {
  deliveries_.begin_turn();
  const auto from = out.size();
  if (now.time >= deadline_ && transport_) {
    out.emplace_back(Close{1000});
    lose({LossReason::handshake_timeout, {}, "no connection_established in time"}, now, out);
  } else if (now.time >= deadline_ && state_ != ConnectionState::stopped) {
    deadline_ = never;
    dial_in_turn(now, out);
  } else if (state_ == ConnectionState::connected) {
    keep_alive(now, out);
    subscriptions_.on_deadline(now.time, out);
    decryption_.on_deadline(now.time, out);
  }
  send_client_events(now.time, out);
  note_sent(out, from, now.time);
}

void Session::keep_alive(Moment now, Actions& out) {
  switch (liveness_.due(now.time)) {
    case Liveness::Due::nothing:
      break;
    case Liveness::Due::ping:
      ping(now.time, out);
      break;
    case Liveness::Due::dead:
      out.emplace_back(Close{1000});
      lose({LossReason::pong_timeout, {}, "no answer to a ping"}, now, out);
      break;
  }
  if (client_events_.overdue(now.time)) {
    out.emplace_back(Close{1000});
    lose({LossReason::pong_timeout, {}, "no pong for the ping after a client event"}, now, out);
  }
}

void Session::ping(Time now, Actions& out) {
  out.emplace_back(Send{std::string(ping_message)});
  liveness_.pinged(now);
  client_events_.on_pinged();
}

void Session::on_slept(Moment now, Actions& out) {
  if (state_ != ConnectionState::connected) return;
  ping(now.time, out);
  liveness_.pinged(now.time, patience_after_sleep);
}

void Session::on_reading(bool reading, Moment now) noexcept {
  liveness_.listen(reading, now.time);
  client_events_.on_reading(reading, now.time);
}

void Session::publish(ReturnEvent event, Ticket ticket, Moment now, Actions& out) {
  const auto from = out.size();
  client_events_.add(std::move(event), ticket, now.time, out);
  send_client_events(now.time, out);
  note_sent(out, from, now.time);
}

void Session::subscribe(std::string_view channel, Moment now, Actions& out) {
  const auto from = out.size();
  subscriptions_.want(channel, now, out);
  note_sent(out, from, now.time);
}

void Session::unsubscribe(std::string_view channel, Moment now, Actions& out) {
  const auto from = out.size();
  if (const auto index = subscriptions_.find(channel)) client_events_.on_unwanted(*index, out);
  subscriptions_.unwant(channel, out);
  note_sent(out, from, now.time);
}

void Session::send_client_events(Time now, Actions& out) {
  client_events_.send(now, out);
  if (client_events_.wants_ping()) ping(now, out);
}

Time Session::next_deadline() const {
  if (state_ == ConnectionState::stopped) return never;
  const Time earliest = std::min(deadline_, client_events_.next_deadline());
  if (state_ != ConnectionState::connected) return earliest;
  return std::min({earliest, liveness_.deadline(), subscriptions_.next_deadline(),
                   decryption_.next_deadline()});
}

void Session::note_sent(const Actions& out, std::size_t from, Time now) {
  for (auto i = from; i < out.size(); ++i) {
    if (std::holds_alternative<Send>(out[i])) liveness_.sent(now);
  }
}

void Session::on_auth(const RequestAuth& request, const AuthAnswer& answer, Moment now,
                      Actions& out) {
  deliveries_.begin_turn();
  const auto from = out.size();
  if (request.purpose == AuthPurpose::key) {
    decryption_.on_auth(request, answer, now.time, out);
  } else {
    const bool needs_key = decryption_.wants(subscriptions_.at(request.subscription));
    subscriptions_.on_auth(request, needs_key ? with_key(answer) : answer, now.time, out);
  }
  note_sent(out, from, now.time);
}

void Session::complain(std::string_view what, std::string detail, Time now, Actions& out) {
  if (complained_at_ != Time::min() && now - complained_at_ < complaint_interval) return;
  complained_at_ = now;
  out.emplace_back(Report{Level::warn, what, {}, std::move(detail)});
}

}  // namespace sluice::channels
