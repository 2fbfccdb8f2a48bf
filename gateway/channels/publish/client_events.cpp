#include "gateway/channels/publish/client_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/channels/wire/messages.hpp"

namespace sluice::channels {
ClientEvents::ClientEvents(const ClientEventSettings& settings, const Subscriptions& subscriptions,
                           Random& random)
    : settings_(settings),
      subscriptions_(subscriptions),
      random_(random),
      rate_(settings.rate, settings.burst),
      pause_(settings.refused_pause, settings.refused_pause_max) {}

void ClientEvents::add(ReturnEvent event, Ticket ticket, Time now, Actions& out) {
  const auto channel = subscriptions_.find(event.channel);
  if (auto refusal = prepare_client_event(event, settings_.max_bytes, channel.has_value())) {
    out.emplace_back(Settled{ticket, {refusal->loss, std::move(refusal->detail)}});
    return;
  }
  Waiting waiting{
      .ticket = ticket,
      .channel = *channel,
      .message = client_event_message(event.channel, event.name, event.data),
      .replaces = std::move(event.replaces),
      .expires_at = event.expires_at,
      .give_up_at = event.give_up_at,
      .patience = event.give_up_at == never ? Time::duration::max() : event.give_up_at - now};
  if (subscribed(waiting)) waiting.ready_since = now;
  supersede(std::move(waiting), out);
  check();
}

/// The event takes the place of the event that it replaces. At the end of the queue, a value that
/// is replaced again and again would never be sent.
void ClientEvents::supersede(Waiting event, Actions& out) {
  const auto old =
      event.replaces.empty()
          ? waiting_.end()
          : std::ranges::find_if(waiting_, [&](const Waiting& other) {
              return other.replaces == event.replaces && other.channel == event.channel;
            });
  enqueue(old, std::move(event));
  if (old != waiting_.end()) settle(waiting_, old, Refusal{ReturnLoss::superseded}, out);
}

void ClientEvents::enqueue(Queue::const_iterator place, Waiting event) {
  overdue_at_ = std::min(overdue_at_, event.expires_at);
  if (!subscribed(event)) overdue_at_ = std::min(overdue_at_, event.give_up_at);
  waiting_.insert(place, std::move(event));
}

bool ClientEvents::subscribed(const Waiting& event) const {
  return subscriptions_.all()[event.channel].subscribed();
}

void ClientEvents::send(Time now, Actions& out) {
  send_some(now, out);
  check();
}

void ClientEvents::send_some(Time now, Actions& out) {
  wake_at_ = never;
  if (now >= overdue_at_) drop_overdue(now, out);
  for (auto next = waiting_.begin(); next != waiting_.end();) {
    const auto event = next++;
    if (!subscribed(*event)) continue;
    if (unconfirmed_.size() >= at_once_) return;  // continues with the next pong
    if (now < paused_until_ || !rate_.take(now)) {
      wake_at_ = std::max(paused_until_, rate_.ready_at());
      return;
    }
    write(event, now, out);
  }
}

void ClientEvents::write(Queue::iterator event, Time now, Actions& out) {
  event->throttled += now - std::exchange(event->ready_since, never);
  ++event->sent;
  out.emplace_back(Send{event->message});
  if (settings_.confirm == Confirmation::written) {
    return settle(waiting_, event, std::nullopt, out);
  }
  if (!awaits_pong()) awaiting_since_ = now;
  unconfirmed_.splice(unconfirmed_.end(), waiting_, event);
  barrier_.wrote();
}

void ClientEvents::drop_overdue(Time now, Actions& out) {
  overdue_at_ = never;
  for (auto next = waiting_.begin(); next != waiting_.end();) {
    const auto event = next++;
    const Time give_up_at = subscribed(*event) ? never : event->give_up_at;
    if (now >= event->expires_at) {
      settle(waiting_, event, Refusal{ReturnLoss::expired}, out);
    } else if (now >= give_up_at) {
      settle(waiting_, event, Refusal{ReturnLoss::not_subscribed}, out);
    } else {
      overdue_at_ = std::min({overdue_at_, event->expires_at, give_up_at});
    }
  }
}

void ClientEvents::on_unwanted(std::size_t subscription, Actions& out) {
  for (auto next = waiting_.begin(); next != waiting_.end();) {
    const auto event = next++;
    if (event->channel != subscription) continue;
    settle(waiting_, event, Refusal{ReturnLoss::unwanted_channel, "the channel was unsubscribed"},
           out);
  }
  check();
}

void ClientEvents::withdraw(Ticket ticket, Actions& out) {
  const auto has_ticket = [ticket](const Waiting& event) {
    return event.ticket.sequence == ticket.sequence;
  };
  if (const auto event = std::ranges::find_if(waiting_, has_ticket); event != waiting_.end()) {
    settle(waiting_, event, Refusal{ReturnLoss::withdrawn}, out);
  } else if (const auto sent = std::ranges::find_if(unconfirmed_, has_ticket);
             sent != unconfirmed_.end()) {
    sent->withdrawn = true;
  }
  check();
}

void ClientEvents::settle(Queue& queue, Queue::iterator event, std::optional<Refusal> refusal,
                          Actions& out) {
  ReturnOutcome outcome{.throttled = std::chrono::duration_cast<Duration>(event->throttled),
                        .retries = event->sent > 0 ? event->sent - 1 : 0};
  if (refusal) {
    outcome.loss = refusal->loss;
    outcome.detail = std::move(refusal->detail);
  } else {
    pause_.reset();
  }
  out.emplace_back(Settled{event->ticket, std::move(outcome)});
  queue.erase(event);
}

void ClientEvents::clear() {
  waiting_.clear();
  unconfirmed_.clear();
  barrier_.reset();
  at_once_ = unlimited;
  overdue_at_ = wake_at_ = never;
  check();
}

Time ClientEvents::confirmed_by() const noexcept {
  return awaits_pong() && reading_ ? awaiting_since_ + settings_.confirm_timeout : never;
}

Time ClientEvents::next_deadline() const noexcept {
  return std::min({wake_at_, overdue_at_, confirmed_by()});
}

}  // namespace sluice::channels
