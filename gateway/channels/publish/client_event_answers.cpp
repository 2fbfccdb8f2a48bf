// The part of ClientEvents that hears of the server.
#include <algorithm>
#include <utility>

#include "gateway/channels/publish/client_events.hpp"

namespace sluice::channels {
namespace {

/// Never, when the time is unlimited.
Time after(Time now, Time::duration time) {
  return time > never - now ? never : now + time;
}

/// Closures that are about the message that came last: not UTF-8 text, too big.
bool blames_message(const Closure& closure) {
  return closure.code == 1007 || closure.code == 1009;
}

}  // namespace

void ClientEvents::on_subscribed(std::string_view channel, Time now) {
  const auto index = subscriptions_.find(channel);
  for (auto& event : waiting_) {
    if (event.channel == index && event.ready_since == never) event.ready_since = now;
  }
}

void ClientEvents::on_pong(Time now, Actions& out) {
  awaiting_since_ = now;
  const auto confirmed = barrier_.pong();
  for (std::size_t i = 0; i < confirmed; ++i) {
    settle(unconfirmed_, unconfirmed_.begin(), std::nullopt, out);
  }
  if (at_once_ != unlimited) at_once_ += confirmed;
  if (at_once_ == 0 && barrier_.is_clear()) at_once_ = 1;
}

void ClientEvents::on_refused(const std::string& why, Time now, Actions& out) {
  // One burst beyond the limit brings many refusals; the first has dealt with all of them.
  if (at_once_ == 0 || (unconfirmed_.empty() && now < paused_until_)) return;
  hold_back(at_once_ == 1 && !unconfirmed_.empty(), now);
  if (unconfirmed_.empty()) return;
  if (unconfirmed_.size() == 1 && ++unconfirmed_.front().refused >= settings_.max_attempts) {
    settle(unconfirmed_, unconfirmed_.begin(), Refusal{ReturnLoss::refused, why}, out);
  }
  for (auto& event : unconfirmed_) event.ready_since = now;
  put_back();
  barrier_.forget();
  at_once_ = 0;
}

/// An event that is refused though it was sent alone may be so at any rate: that is no reason to
/// send the others slower, but to let it wait longer.
void ClientEvents::hold_back(bool alone, Time now) {
  paused_until_ = now + settings_.refused_pause;
  if (alone) {
    paused_until_ += pause_.next(random_);
  } else {
    rate_.slow_down(now);
  }
}

void ClientEvents::put_back() {
  for (const auto& event : unconfirmed_) overdue_at_ = std::min(overdue_at_, event.expires_at);
  waiting_.splice(waiting_.begin(), unconfirmed_);
}

void ClientEvents::on_lost(const Closure& closure, Time now, Actions& out) {
  const bool blamed = blames_message(closure) && !unconfirmed_.empty();
  if (blamed && unconfirmed_.size() == 1) {
    const auto loss = closure.code == 1009 ? ReturnLoss::too_large : ReturnLoss::refused;
    settle(unconfirmed_, unconfirmed_.begin(), Refusal{loss, closure.detail}, out);
  }
  for (auto& event : waiting_) {
    if (event.ready_since == never) continue;
    event.throttled += now - std::exchange(event.ready_since, never);
    event.give_up_at = after(now, event.patience);
  }
  for (auto& event : unconfirmed_) event.give_up_at = after(now, event.patience);
  put_back();
  for (const auto& event : waiting_) overdue_at_ = std::min(overdue_at_, event.give_up_at);
  barrier_.reset();
  at_once_ = blamed ? 1 : std::max<std::size_t>(at_once_, 1);
  wake_at_ = never;
}

void ClientEvents::on_reading(bool reading, Time now) noexcept {
  reading_ = reading;
  awaiting_since_ = now;
}

}  // namespace sluice::channels
