// The part of Subscriptions that takes a server's no for one channel.
#include <fmt/format.h>

#include <utility>

#include "gateway/channels/subscription/rejection.hpp"
#include "gateway/channels/subscription/subscription.hpp"

namespace sluice::channels {

using telemetry::GapReason;
using telemetry::Level;
using telemetry::SubscriptionState;

bool Subscriptions::on_rejected(std::string_view channel, const ServerError& error, Time now,
                                Actions& out) {
  auto* subscription = known(channel);
  if (subscription == nullptr) return false;
  const auto rejection = read_rejection(error);
  if (rejection == Rejection::nothing_here) return true;
  if (subscription->state != SubscriptionState::subscribing) return false;
  subscription->asked = rejection == Rejection::exists;
  if (!subscription->wanted) {
    take_back(*subscription, out);
  } else if (rejection == Rejection::exists) {
    begin_afresh(*subscription, error.message, now, out);
  } else {
    refuse(*subscription, error, rejection == Rejection::passing, now, out);
  }
  return true;
}

bool Subscriptions::on_error(const ServerError& error, Time now, Actions& out) {
  const Subscription* mentioned = nullptr;
  const Subscription* pending = nullptr;
  std::size_t pending_count = 0;
  for (const auto& subscription : subscriptions_) {
    if (subscription.state == SubscriptionState::subscribing) {
      pending = &subscription;
      ++pending_count;
    }
    // The longest name: the message about `private-a.b` has the word `private-a` too.
    const bool longer =
        mentioned == nullptr || subscription.channel.size() > mentioned->channel.size();
    if (longer && mentions(error.message, subscription.channel)) mentioned = &subscription;
  }
  if (mentioned != nullptr) return on_rejected(mentioned->channel, error, now, out);
  if (!may_be_of_a_subscription(error) || pending_count != 1) return false;
  return on_rejected(pending->channel, error, now, out);
}

/// `passing`: it may be over in a moment.
void Subscriptions::refuse(Subscription& subscription, const ServerError& error, bool passing,
                           Time now, Actions& out) {
  auto why = error.message.empty() && error.code ? fmt::format("{}", *error.code) : error.message;
  out.emplace_back(Report{passing ? Level::warn : Level::error,
                          passing ? "subscription rejected, will be tried again soon"
                                  : "subscription rejected, will be tried again later",
                          subscription.channel, why});
  const auto at_least = passing ? settings_.retry_initial : settings_.refused_retry;
  retry_later(subscription, GapReason::rejected, at_least, std::move(why), now);
  enter(subscription, passing ? SubscriptionState::waiting : SubscriptionState::failed);
}

/// Either the server has not yet done what the unsubscribe message asked for, or it acknowledged
/// what we gave up waiting for. Only an acknowledgement of our own tells where we stand.
void Subscriptions::begin_afresh(Subscription& subscription, const std::string& why, Time now,
                                 Actions& out) {
  if (!std::exchange(subscription.leaving, false)) unsubscribe(subscription, out);
  out.emplace_back(Report{Level::warn, "subscription existed already, will be made afresh",
                          subscription.channel, why});
  retry_later(subscription, GapReason::rejected, settings_.retry_initial, why, now);
  enter(subscription, SubscriptionState::waiting);
}

}  // namespace sluice::channels
