#include "gateway/channels/session/session.hpp"

#include <algorithm>
#include <utility>

namespace sluice::channels {

using telemetry::ConnectionState;
using telemetry::Level;
using telemetry::LossReason;

namespace {

/// For the answer to the ping after a sleep.
constexpr Duration patience_after_sleep{5'000};

}  // namespace

Session::Session(SessionSettings settings, telemetry::ConnectionProbe& probe,
                 EnvelopeParser& parser, Random& random)
    : settings_(std::move(settings)),
      probe_(probe),
      parser_(parser),
      random_(random),
      event_maker_(settings_.connection, probe),
      subscriptions_(settings_.channels, settings_.subscription, probe, random),
      presence_(subscriptions_, event_maker_, probe, settings_.presence),
      signin_(settings_.signin, probe, random),
      client_events_(settings_.client_events, subscriptions_, random),
      decryption_(settings_.decryption, subscriptions_, event_maker_, probe),
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
  signin_.lose();
  client_events_.clear();
  enter(ConnectionState::stopped);
}

void Session::on_deadline(Moment now, Actions& out) {
  event_maker_.begin_turn();
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
    signin_.on_deadline(now.time, out);
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
                   signin_.next_deadline(), decryption_.next_deadline()});
}

void Session::note_sent(const Actions& out, std::size_t from, Time now) {
  for (auto i = from; i < out.size(); ++i) {
    if (std::holds_alternative<Send>(out[i])) liveness_.sent(now);
  }
}

void Session::complain(std::string_view what, std::string detail, Time now, Actions& out) {
  if (complaints_.allows(now)) out.emplace_back(Report{Level::warn, what, {}, std::move(detail)});
}

}  // namespace sluice::channels
