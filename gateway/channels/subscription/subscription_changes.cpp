// The part of Subscriptions that changes what is wanted.
#include "gateway/channels/subscription/subscription.hpp"

namespace sluice::channels {

using telemetry::GapReason;
using telemetry::SubscriptionState;

void Subscriptions::want(std::string_view channel, Moment now, Actions& out) {
  const auto known_index = index_of(channel);
  if (known_index && subscriptions_[*known_index].wanted) return;
  const auto index = known_index ? *known_index : add(channel);
  auto& subscription = subscriptions_[index];
  if (known_index) {
    subscription.wanted = true;
    subscription.retry.reset();
    probe_.subscriptions[std::size_t(subscription.state)].add(1);
  }
  subscription.gap = Gap{now, GapReason::start};
  const bool in_flight = subscription.state == SubscriptionState::subscribing;
  if (!socket_id_.empty() && !in_flight) begin(index, now.time, out);
}

void Subscriptions::unwant(std::string_view channel, Actions& out) {
  auto* subscription = known(channel);
  if (subscription == nullptr || !subscription->wanted) return;
  probe_.subscriptions[std::size_t(subscription->state)].add(-1);
  subscription->wanted = false;
  subscription->gap.reset();
  subscription->problem.clear();
  subscription->members.clear();
  subscription->replay.give_up();
  count_members();
  if (subscription->state != SubscriptionState::subscribing) take_back(*subscription, out);
}

/// Nothing is in flight for a channel that is not wanted: the server may forget it.
void Subscriptions::take_back(Subscription& subscription, Actions& out) {
  ++subscription.generation;
  subscription.deadline = never;
  subscription.shared_secret.reset();
  enter(subscription, SubscriptionState::waiting);
  if (subscription.asked) unsubscribe(subscription, out);
}

void Subscriptions::unsubscribe(Subscription& subscription, Actions& out) {
  subscription.asked = false;
  subscription.leaving = true;
  out.emplace_back(Send{unsubscribe_message(subscription.channel)});
}

}  // namespace sluice::channels
