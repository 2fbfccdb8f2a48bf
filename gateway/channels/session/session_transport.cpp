// The part of Session that dials, and decides what the end of a transport asks for.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/channels/session/session.hpp"

namespace sluice::channels {

using telemetry::ConnectionState;
using telemetry::Level;
using telemetry::LossReason;

namespace {

/// How long a pusher:error explains a closure that has no code of its own.
constexpr Duration error_memory{5'000};
/// A server that asks to be left alone is believed up to here: one misconfigured proxy must not
/// silence a gateway for days.
constexpr Duration retry_after_max{600'000};

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
  event_maker_.begin_turn();
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
  const bool unknown =
      signin_.undecided() || (signin_.user_id().empty() && subscriptions_.lack_authorization());
  if (closure.code == unauthorized && state_ == ConnectionState::connected && unknown) {
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
  signin_.lose();
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

}  // namespace sluice::channels
