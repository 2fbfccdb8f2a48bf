#include "gateway/channels/subscription/subscriptions.hpp"

#include <algorithm>
#include <utility>

#include "gateway/channels/subscription/subscription_change.hpp"

namespace sluice::channels {

using telemetry::Level;

namespace {

/// The member that an authorisation makes of us.
std::string member_of(const Authorization& authorization, const std::string& user_id) {
  if (!authorization.channel_data) return user_id;
  auto member = read_member(*authorization.channel_data);
  return member ? std::move(member->user_id) : std::string{};
}

}  // namespace

Subscriptions::Subscriptions(std::vector<std::string> channels, SubscriptionSettings settings,
                             ConnectionProbe& probe, Random& random)
    : settings_(std::move(settings)), probe_(probe), random_(random) {
  for (const auto& channel : channels) add(channel);
}

std::size_t Subscriptions::add(std::string_view channel) {
  const auto index = subscriptions_.size();
  by_channel_.emplace(channel, index);
  subscriptions_.emplace_back(std::string(channel), settings_.retry_initial, settings_.retry_max);
  probe_.subscriptions[std::size_t(SubscriptionState::waiting)].add(1);
  return index;
}

std::optional<std::size_t> Subscriptions::index_of(std::string_view channel) const {
  const auto found = by_channel_.find(channel);
  if (found == by_channel_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::size_t> Subscriptions::find(std::string_view channel) const {
  const auto index = index_of(channel);
  return index && subscriptions_[*index].wanted() ? index : std::nullopt;
}

void Subscriptions::start(Moment now) {
  for (auto& subscription : subscriptions_) {
    if (subscription.wanted()) subscription.want(now);
  }
}

void Subscriptions::succeed(const Subscriptions& before) {
  for (auto& subscription : subscriptions_) {
    const auto index = before.find(subscription.channel());
    if (index) subscription.succeed(before.subscriptions_[*index]);
  }
  count_members();
}

void Subscriptions::want(std::string_view channel, Moment now, Actions& out) {
  const auto known = index_of(channel);
  if (known && subscriptions_[*known].wanted()) return;
  const auto index = known ? *known : add(channel);
  const Change change(*this, index);
  auto& subscription = change.subscription();
  subscription.want(now);
  if (!socket_id_.empty() && !subscription.in_flight()) begin(index, now.time, out);
}

void Subscriptions::unwant(std::string_view channel, Actions& out) {
  const auto index = find(channel);
  if (!index) return;
  const Change change(*this, *index);
  if (change.subscription().unwant()) unsubscribe(change.subscription(), out);
  count_members();
}

void Subscriptions::open(std::string_view socket_id, Time now, Actions& out) {
  socket_id_ = socket_id;
  for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
    const Change change(*this, i);
    if (change.subscription().wanted()) begin(i, now, out);
  }
}

void Subscriptions::lose(LossReason reason, Moment last) {
  for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
    const Change change(*this, i);
    change.subscription().lose({last, GapReason::connection_lost, reason});
  }
  forget_socket();
}

void Subscriptions::stop() {
  for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
    const Change change(*this, i);
    change.subscription().stop();
  }
  forget_socket();
}

void Subscriptions::forget_socket() {
  socket_id_.clear();
  delayed_.clear();
  unwritten_ = 0;
  reading_ = true;
  count_members();
}

void Subscriptions::begin(std::size_t index, Time now, Actions& out) {
  auto& subscription = subscriptions_[index];
  subscription.begin(socket_id_);
  if (!needs_auth(subscription.type()) || settings_.signer) {
    return subscribe(index, std::nullopt, now, out);
  }
  subscription.ask_authorization();
  out.emplace_back(
      RequestAuth{index, subscription.attempt().generation(), subscription.channel(), socket_id_});
}

/// Sends the message, or delays it until the messages before it are written.
void Subscriptions::subscribe(std::size_t index, std::optional<Authorization> authorization,
                              Time now, Actions& out) {
  auto& subscription = subscriptions_[index];
  if (unwritten_ >= unwritten_max) {
    const auto generation = subscription.attempt().generation();
    delayed_.push_back({index, generation, std::move(authorization)});
    return;
  }
  if (needs_auth(subscription.type()) && !authorization) {
    authorization = settings_.signer->authorize(socket_id_, subscription.channel());
  }
  if (authorization && authorization->shared_secret) {
    subscription.keys().use(*authorization->shared_secret, now);
  }
  if (subscription.type() == ChannelType::presence) {
    subscription.set_own_member(member_of(*authorization, user_id_));
  }
  subscription.subscribe(now, settings_.acknowledge_timeout, reading_);
  auto message =
      subscribe_message(subscription.channel(), authorization ? &*authorization : nullptr);
  unwritten_ += message.size();
  out.emplace_back(Send{std::move(message)});
}

void Subscriptions::on_written(Time now, Actions& out) {
  unwritten_ = 0;
  while (!delayed_.empty() && unwritten_ < unwritten_max) {
    auto next = std::move(delayed_.front());
    delayed_.pop_front();
    const Change change(*this, next.index);
    const auto& subscription = change.subscription();
    const bool current = subscription.attempt().is_current(next.generation, socket_id_) &&
                         !subscription.in_flight() && !subscription.subscribed();
    if (current) subscribe(next.index, std::move(next.authorization), now, out);
  }
}

void Subscriptions::on_auth(const RequestAuth& request, const AuthAnswer& answer, Time now,
                            Actions& out) {
  const Change change(*this, request.subscription);
  auto& subscription = change.subscription();
  const bool current = subscription.attempt().is_current(request.generation, request.socket_id) &&
                       subscription.state() == SubscriptionState::authorizing;
  if (!current) {
    probe_.auth[std::size_t(AuthResult::stale)].add();
    return;
  }
  probe_.auth[std::size_t(answer.result)].add();
  subscription.history().authorization = {answer.result, now};
  if (answer.result == AuthResult::granted) {
    return subscribe(request.subscription, answer.authorization, now, out);
  }
  const bool transient = answer.result == AuthResult::transient;
  out.emplace_back(Report{transient ? Level::warn : Level::error,
                          transient ? "authorisation failed, will be asked again soon"
                                    : "authorisation refused, will be asked again later",
                          subscription.channel(), answer.detail});
  retry_later(subscription, transient, GapReason::not_authorized,
              transient ? answer.pause : settings_.refused_retry, answer.detail, now);
}

bool Subscriptions::on_succeeded(std::string_view channel, Moment now, Actions& out) {
  const auto index = index_of(channel);
  if (!index || socket_id_.empty()) return false;
  const Change change(*this, *index);
  auto& subscription = change.subscription();
  if (!subscription.expects_acknowledgement()) return false;
  if (!subscription.subscribed() && subscription.wanted()) {
    out.emplace_back(Report{Level::info, "subscribed", subscription.channel(),
                            subscription.gap() ? in_words(*subscription.gap(), now) : ""});
    subscription.history().subscribed_at = now.time;
  }
  subscription.acknowledge(read_until(now.time));
  if (!subscription.wanted()) withdraw(subscription, out);
  return subscription.wanted();
}

std::optional<Gap> Subscriptions::end_gap(std::size_t index, Moment now) {
  const auto gap = subscriptions_[index].end_gap();
  if (gap) {
    probe_.gaps[std::size_t(gap->reason)].add();
    probe_.gap_ms.add(static_cast<std::uint64_t>(length(*gap, now).count()));
    subscriptions_[index].history().gap = {*gap, now.time};
  }
  return gap;
}

void Subscriptions::on_deadline(Time now, Actions& out) {
  std::vector<std::size_t> due;
  for (auto next = deadlines_.begin(); next != deadlines_.end() && next->first <= now; ++next) {
    due.push_back(next->second);
  }
  for (const auto index : due) {
    const Change change(*this, index);
    if (change.subscription().in_flight()) {
      end_unanswered(index, now, out);
    } else {
      begin(index, now, out);
    }
  }
}

void Subscriptions::on_reading(bool reading, Time now) {
  if (reading == reading_) return;
  reading_ = reading;
  if (reading) {
    paused_for_ += now - paused_at_;
  } else {
    paused_at_ = now;
  }
  for (const auto index : std::vector(in_flight_.begin(), in_flight_.end())) {
    const Change change(*this, index);
    if (reading) {
      change.subscription().resume(now);
    } else {
      change.subscription().pause();
    }
  }
}

bool Subscriptions::lack_authorization() const noexcept {
  const auto authorized = [](const Subscription& subscription) {
    return needs_auth(subscription.type()) && subscription.subscribed();
  };
  return std::ranges::any_of(subscriptions_, needs_auth, &Subscription::type) &&
         std::ranges::none_of(subscriptions_, authorized);
}

void Subscriptions::count_members() {
  std::size_t members = 0;
  std::int64_t incomplete = 0;
  for (const auto& subscription : subscriptions_) {
    if (!subscription.subscribed()) continue;
    members += subscription.members().count();
    if (!subscription.members().complete()) ++incomplete;
  }
  probe_.presence_members.set(static_cast<std::int64_t>(members));
  probe_.presence_incomplete.set(incomplete);
}

}  // namespace sluice::channels
