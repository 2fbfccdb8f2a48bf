#include "gateway/channels/session/reconnect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/channels/wire/http_answer.hpp"

namespace sluice::channels {

using telemetry::Level;

namespace {

/// For this long a pusher:error explains a closure that has no code of its own.
constexpr Duration error_memory{5'000};

/// The code for this: no private or presence channel was subscribed in time, or the app has
/// disconnected the user.
constexpr int unauthorized = 4009;

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

/// Whether an error in an established session can be about the connection. Servers use 4000 and
/// 4009 for a single message too, and codes from 4300 on only for single messages. A session that
/// was established without TLS does not need TLS.
constexpr bool may_announce_closure(int code) {
  return code > 4000 && code < 4300 && code != unauthorized;
}

}  // namespace

Reaction reaction_to(std::optional<int> code) noexcept {
  if (!code) return Reaction::back_off;
  if (*code == 4000) return Reaction::use_tls;
  if (*code > 4000 && *code < 4100) return Reaction::do_not_reconnect;
  if (*code >= 4100 && *code < 4200) return Reaction::back_off_a_second;
  if (*code >= 4200 && *code < 4300) return Reaction::reconnect_at_once;
  return Reaction::back_off;
}

Reconnect::Reconnect(const ReconnectSettings& settings, ConnectionProbe& probe, Random& random)
    : settings_(settings),
      probe_(probe),
      random_(random),
      backoff_(settings.initial, settings.max) {}

void Reconnect::enter(State state) {
  state_ = state;
  probe_.enter(state);
}

void Reconnect::attempt(Time now, Actions& out) {
  if (turn_ == never) {
    look_up(out);
  } else {
    dial_in_turn(now, out);
  }
}

/// The lookup has no deadline: it may wait for others, and it ends by itself.
void Reconnect::look_up(Actions& out) {
  ++attempt_;
  looking_up_ = true;
  stands_ = false;
  deadline_ = never;
  enter(State::connecting);
  out.emplace_back(LookUp{attempt_});
}

void Reconnect::on_looked_up(std::uint64_t attempt, Time now, Actions& out) {
  if (attempt == attempt_ && std::exchange(looking_up_, false)) dial_in_turn(now, out);
}

void Reconnect::dial_in_turn(Time now, Actions& out) {
  deadline_ = never;
  if (turn_ == never) turn_ = settings_.pace ? settings_.pace->reserve(now) : now;
  if (now < turn_) {
    deadline_ = turn_;
    if (problem_.empty()) problem_ = "waits for its turn: connects to one server are paced";
    return enter(State::waiting);
  }
  turn_ = never;
  transport_ = true;
  established_at_ = never;
  error_code_.reset();
  deadline_ = now + settings_.handshake_timeout;
  enter(State::connecting);
  out.emplace_back(Dial{attempt_, force_tls_, deadline_});
}

void Reconnect::on_open(std::uint64_t attempt) noexcept {
  if (!is_current(attempt)) return;
  stands_ = true;
  tls_stood_ = tls_stood_ || force_tls_;
}

void Reconnect::on_established(Time now) {
  deadline_ = never;
  established_at_ = now;
  problem_.clear();
  enter(State::connected);
}

void Reconnect::stop() {
  transport_ = looking_up_ = false;
  deadline_ = never;
  enter(State::stopped);
}

void Reconnect::on_error(std::optional<int> code, Time now) noexcept {
  if (!code || !may_announce_closure(*code)) return;
  error_code_ = code;
  error_at_ = now;
}

/// Dialling has its own deadline, which does not depend on reading.
void Reconnect::on_reading(bool reading, Time now) noexcept {
  if (state_ != State::connecting || !transport_) return;
  deadline_ = reading ? now + settings_.handshake_timeout : never;
}

/// The code for a closure without one: an error right before it is the server's reason. An error
/// does not explain the end of a transport that we gave up.
std::optional<int> Reconnect::explanation_of(const Closure& closure, Time now) const {
  const bool by_server =
      closure.reason == LossReason::closed || closure.reason == LossReason::transport;
  return by_server && now - error_at_ <= error_memory ? error_code_ : std::nullopt;
}

/// The reaction that the code asks for, adjusted to this session.
Reaction Reconnect::react_to(const Closure& closure, bool undecided) const {
  const auto reaction = reaction_to(closure.code);
  // The connection had TLS already, and the server refuses it all the same.
  if (reaction == Reaction::use_tls && (settings_.tls || force_tls_)) {
    return Reaction::do_not_reconnect;
  }
  // The channels were not subscribed in time, perhaps because an endpoint was down. This differs
  // from a user whom the app disconnected.
  if (closure.code == unauthorized && connected() && undecided) return Reaction::back_off;
  return reaction;
}

/// A server that asks for TLS and then does not speak it is dialled as the URL demands.
void Reconnect::turn_from_tls(const Closure& closure) noexcept {
  const bool never_stood = !stands_ && (closure.reason == LossReason::dial_failed ||
                                        closure.reason == LossReason::handshake_timeout);
  if (never_stood && !tls_stood_) force_tls_ = false;
}

Reconnect::Loss Reconnect::lose(Closure closure, bool undecided, Time now) {
  if (!closure.code) closure.code = explanation_of(closure, now);
  const auto reaction = react_to(closure, undecided);
  const auto reason = reason_of(reaction, closure.reason);
  if (connected() && now - established_at_ >= settings_.stable_after) {
    backoff_.reset();
    hurried_ = false;
  }
  turn_from_tls(closure);
  transport_ = looking_up_ = false;
  probe_.losses[std::size_t(reason)].add();
  auto delay = delay_after(reaction);
  if (delay) *delay += pause_asked_for(closure.retry_after);
  deadline_ = delay ? now + *delay : never;
  const bool refused = reaction == Reaction::do_not_reconnect;
  enter(refused ? State::failed : State::waiting);
  describe(closure, reason);
  const auto next = delay ? fmt::format("next try in {} ms", delay->count()) : "not tried again";
  Report report{refused ? Level::error : Level::warn,
                refused ? "connection refused by the server" : "connection lost",
                {},
                fmt::format("{}; {}", problem_, next)};
  return {std::move(closure), reason, std::move(report)};
}

void Reconnect::describe(const Closure& closure, LossReason reason) {
  problem_ = to_string(reason);
  if (closure.code) problem_ += fmt::format(" {}", *closure.code);
  if (!closure.detail.empty()) problem_ += fmt::format(": {}", closure.detail);
  if (closure.retry_after) {
    problem_ += fmt::format(", and asked to wait {} ms", closure.retry_after->count());
  }
}

std::optional<Duration> Reconnect::delay_after(Reaction reaction) {
  constexpr Duration at_least{1'000};
  switch (reaction) {
    case Reaction::back_off:
      return backoff_.next(random_);
    case Reaction::back_off_a_second:
      return at_least + backoff_.next(random_);
    case Reaction::reconnect_at_once:
      // Only once: a server that sends this code again before the session was stable gets the
      // backoff.
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
