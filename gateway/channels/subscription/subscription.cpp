#include "gateway/channels/subscription/subscription.hpp"

#include <algorithm>
#include <utility>

namespace sluice::channels {

using telemetry::AuthResult;
using telemetry::GapReason;
using telemetry::Level;
using telemetry::SubscriptionState;

Subscriptions::Subscriptions(std::vector<std::string> channels, SubscriptionSettings settings,
                             telemetry::ConnectionProbe& probe, Random& random)
    : settings_(std::move(settings)), probe_(probe), random_(random) {
  for (const auto& channel : channels) add(channel);
}

std::size_t Subscriptions::add(std::string_view channel) {
  const auto index = subscriptions_.size();
  by_channel_.emplace(channel, index);
  subscriptions_.push_back({.channel = std::string(channel),
                            .type = channel_type(channel),
                            .retry = {settings_.retry_initial, settings_.retry_max},
                            .members = {},
                            .problem = {}});
  probe_.subscriptions[std::size_t(SubscriptionState::waiting)].add(1);
  return index;
}

std::optional<std::size_t> Subscriptions::index_of(std::string_view channel) const {
  const auto found = by_channel_.find(channel);
  if (found == by_channel_.end()) return std::nullopt;
  return found->second;
}

Subscription* Subscriptions::known(std::string_view channel) {
  const auto index = index_of(channel);
  return index ? &subscriptions_[*index] : nullptr;
}

/// Only what is wanted is counted.
void Subscriptions::enter(Subscription& subscription, SubscriptionState state) {
  if (subscription.wanted) {
    probe_.subscriptions[std::size_t(subscription.state)].add(-1);
    probe_.subscriptions[std::size_t(state)].add(1);
  }
  subscription.state = state;
}

void Subscriptions::start(Moment now) {
  for (auto& subscription : subscriptions_) {
    if (subscription.wanted) subscription.gap = Gap{now, GapReason::start};
  }
}

void Subscriptions::open(std::string_view socket_id, Time now, Actions& out) {
  socket_id_ = socket_id;
  for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
    if (!subscriptions_[i].wanted) continue;
    subscriptions_[i].retry.reset();
    begin(i, now, out);
  }
}

void Subscriptions::lose(telemetry::LossReason reason, Moment last) {
  for (auto& subscription : subscriptions_) {
    // A gap that is open keeps the reason it has: this is not what it began with.
    if (!subscription.wanted || subscription.gap) continue;
    subscription.gap = Gap{last, GapReason::connection_lost, reason};
  }
  forget_socket();
}

void Subscriptions::stop() {
  for (auto& subscription : subscriptions_) subscription.gap.reset();
  forget_socket();
}

void Subscriptions::forget_socket() {
  socket_id_.clear();
  for (auto& subscription : subscriptions_) {
    ++subscription.generation;
    subscription.deadline = never;
    subscription.asked = false;
    subscription.leaving = false;
    subscription.replay.give_up();
    enter(subscription, SubscriptionState::waiting);
    subscription.shared_secret.reset();
  }
  count_members();
}

void Subscriptions::begin(std::size_t index, Time now, Actions& out) {
  auto& subscription = subscriptions_[index];
  ++subscription.generation;
  if (!needs_auth(subscription.type)) return subscribe(index, nullptr, now, out);
  if (settings_.signer) {
    const auto authorization = settings_.signer->authorize(socket_id_, subscription.channel);
    return subscribe(index, &authorization, now, out);
  }
  enter(subscription, SubscriptionState::authorizing);
  subscription.deadline = never;  // asking has a deadline of its own and always ends in an answer
  out.emplace_back(RequestAuth{index, subscription.generation, subscription.channel, socket_id_});
}

void Subscriptions::subscribe(std::size_t index, const Authorization* authorization, Time now,
                              Actions& out) {
  auto& subscription = subscriptions_[index];
  enter(subscription, SubscriptionState::subscribing);
  subscription.asked = true;
  subscription.deadline = now + settings_.acknowledge_timeout;
  if (authorization != nullptr) subscription.shared_secret = authorization->shared_secret;
  out.emplace_back(Send{subscribe_message(subscription.channel, authorization)});
}

void Subscriptions::on_auth(const RequestAuth& request, const AuthAnswer& answer, Time now,
                            Actions& out) {
  auto& subscription = subscriptions_[request.subscription];
  const bool current = request.generation == subscription.generation &&
                       request.socket_id == socket_id_ &&
                       subscription.state == SubscriptionState::authorizing;
  if (!current) {
    probe_.auth[std::size_t(AuthResult::stale)].add();
    return;
  }
  probe_.auth[std::size_t(answer.result)].add();
  if (answer.result == AuthResult::granted) {
    return subscribe(request.subscription, &answer.authorization, now, out);
  }
  const bool transient = answer.result == AuthResult::transient;
  out.emplace_back(Report{transient ? Level::warn : Level::error,
                          transient ? "authorisation failed, will be asked again soon"
                                    : "authorisation refused, will be asked again later",
                          subscription.channel, answer.detail});
  retry_later(subscription, GapReason::not_authorized,
              transient ? Duration(0) : settings_.refused_retry, answer.detail, now);
  enter(subscription, transient ? SubscriptionState::waiting : SubscriptionState::failed);
}

bool Subscriptions::on_succeeded(std::string_view channel, Moment now, Actions& out) {
  auto* known_channel = known(channel);
  if (known_channel == nullptr || socket_id_.empty()) return false;
  auto& subscription = *known_channel;
  const bool in_flight = subscription.state == SubscriptionState::subscribing;
  if (subscription.wanted && subscription.leaving && !in_flight) return false;  // undone already
  subscription.leaving = false;
  subscription.asked = true;
  if (!subscription.wanted) {
    take_back(subscription, out);
    return false;
  }
  if (subscription.state != SubscriptionState::subscribed) {
    out.emplace_back(Report{Level::info, "subscribed", subscription.channel,
                            subscription.gap ? in_words(*subscription.gap, now) : std::string()});
  }
  enter(subscription, SubscriptionState::subscribed);
  subscription.deadline = never;
  subscription.retry.reset();
  subscription.problem.clear();
  if (is_cache_channel(channel)) subscription.replay.expect();
  return true;
}

void Subscriptions::on_deadline(Time now, Actions& out) {
  if (socket_id_.empty()) return;
  for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
    auto& subscription = subscriptions_[i];
    if (now < subscription.deadline) continue;
    if (subscription.state == SubscriptionState::subscribing) {
      end_unanswered(subscription, now, out);
    } else {
      begin(i, now, out);
    }
  }
}

void Subscriptions::end_unanswered(Subscription& subscription, Time now, Actions& out) {
  if (!subscription.wanted) return take_back(subscription, out);
  out.emplace_back(
      Report{Level::warn, "subscription not acknowledged in time", subscription.channel, {}});
  retry_later(subscription, GapReason::not_acknowledged, Duration(0), "not acknowledged in time",
              now);
  enter(subscription, SubscriptionState::waiting);
}

/// `reason`: what the gap is put down to from now on.
void Subscriptions::retry_later(Subscription& subscription, GapReason reason, Duration at_least,
                                std::string why, Time now) {
  if (auto& gap = subscription.gap) gap = Gap{gap->from, reason};
  subscription.deadline = now + std::max(at_least, subscription.retry.next(random_));
  subscription.problem = std::move(why);
}

bool Subscriptions::lack_authorization() const noexcept {
  const auto authorized = [](const Subscription& subscription) {
    return needs_auth(subscription.type) && subscription.state == SubscriptionState::subscribed;
  };
  return std::ranges::any_of(subscriptions_, needs_auth, &Subscription::type) &&
         std::ranges::none_of(subscriptions_, authorized);
}

Time Subscriptions::next_deadline() const {
  Time earliest = never;
  for (const auto& subscription : subscriptions_)
    earliest = std::min(earliest, subscription.deadline);
  return earliest;
}

std::optional<std::size_t> Subscriptions::find(std::string_view channel) const {
  const auto index = index_of(channel);
  return index && subscriptions_[*index].wanted ? index : std::nullopt;
}

void Subscriptions::count_members() {
  std::size_t members = 0;
  std::int64_t incomplete = 0;
  for (const auto& subscription : subscriptions_) {
    if (subscription.state != SubscriptionState::subscribed) continue;
    members += subscription.members.count();
    if (!subscription.members.complete()) ++incomplete;
  }
  probe_.presence_members.set(static_cast<std::int64_t>(members));
  probe_.presence_incomplete.set(incomplete);
}

}  // namespace sluice::channels
