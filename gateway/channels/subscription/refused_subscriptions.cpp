// The part of Subscriptions for refusals, missing answers and unsubscribe messages.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/channels/subscription/rejection.hpp"
#include "gateway/channels/subscription/subscription_change.hpp"

namespace sluice::channels {

using telemetry::Level;

bool Subscriptions::on_rejected(std::string_view channel, const ServerError& error, Time now,
                                Actions& out) {
  const auto index = index_of(channel);
  if (!index) return false;
  const auto rejection = read_rejection(error);
  if (rejection == Rejection::nothing_here) return true;
  const Change change(*this, *index);
  auto& subscription = change.subscription();
  if (!subscription.in_flight()) return false;
  subscription.reject(rejection == Rejection::exists);
  if (!subscription.wanted()) {
    withdraw(subscription, out);
  } else if (rejection == Rejection::exists) {
    begin_afresh(subscription, error.message, now, out);
  } else {
    refuse(subscription, error, rejection == Rejection::passing, now, out);
  }
  return true;
}

std::optional<std::size_t> Subscriptions::mentioned_in(std::string_view message) const {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
    // The longest name wins: a message about `private-a.b` also contains the word `private-a`.
    const auto& channel = subscriptions_[i].channel();
    const bool longer = !found || channel.size() > subscriptions_[*found].channel().size();
    if (longer && mentions(message, channel)) found = i;
  }
  return found;
}

std::optional<std::size_t> Subscriptions::only_suspect_of(const ServerError& error) const {
  if (!may_be_of_a_subscription(error) || in_flight_.size() != 1) return std::nullopt;
  return *in_flight_.begin();
}

/// The channel is not wanted and nothing is in flight: unsubscribes if the server has the
/// subscription.
void Subscriptions::withdraw(Subscription& subscription, Actions& out) {
  if (subscription.withdraw()) unsubscribe(subscription, out);
}

void Subscriptions::unsubscribe(Subscription& subscription, Actions& out) {
  subscription.unsubscribe();
  out.emplace_back(Send{unsubscribe_message(subscription.channel())});
}

void Subscriptions::end_unanswered(std::size_t index, Time now, Actions& out) {
  auto& subscription = subscriptions_[index];
  if (!subscription.wanted()) return withdraw(subscription, out);
  out.emplace_back(
      Report{Level::warn, "subscription not acknowledged in time", subscription.channel(), {}});
  retry_later(subscription, true, GapReason::not_acknowledged, Duration(0),
              "not acknowledged in time", now);
}

/// `passing`: the cause may be over in a moment.
void Subscriptions::refuse(Subscription& subscription, const ServerError& error, bool passing,
                           Time now, Actions& out) {
  auto why = error.message.empty() && error.code ? fmt::format("{}", *error.code) : error.message;
  if (needs_auth(subscription.type())) why = with_signer(std::move(why), error, signer());
  out.emplace_back(Report{passing ? Level::warn : Level::error,
                          passing ? "subscription rejected, will be tried again soon"
                                  : "subscription rejected, will be tried again later",
                          subscription.channel(), why});
  retry_later(subscription, passing, GapReason::rejected,
              passing ? settings_.retry_initial : settings_.refused_retry, std::move(why), now);
}

/// Either the server has not yet carried out our unsubscribe message, or it acknowledged a
/// subscribe message after our timeout. Only the acknowledgement of a new subscribe message makes
/// the state certain.
void Subscriptions::begin_afresh(Subscription& subscription, const std::string& why, Time now,
                                 Actions& out) {
  if (!subscription.forget_leaving()) unsubscribe(subscription, out);
  out.emplace_back(Report{Level::warn, "subscription existed already, will be made afresh",
                          subscription.channel(), why});
  retry_later(subscription, true, GapReason::rejected, settings_.retry_initial, why, now);
}

/// `reason`: the cause that the gap has from now on.
void Subscriptions::retry_later(Subscription& subscription, bool passing, GapReason reason,
                                Duration at_least, std::string why, Time now) {
  const auto state = passing ? SubscriptionState::waiting : SubscriptionState::failed;
  subscription.retry_later(state, reason, at_least, std::move(why), random_, now);
}

}  // namespace sluice::channels
