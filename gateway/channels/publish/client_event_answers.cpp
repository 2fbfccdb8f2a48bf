// The part of ClientEvents that handles the server's answers.
#include <algorithm>
#include <utility>

#include "gateway/channels/publish/client_events.hpp"
#include "gateway/core/error.hpp"

namespace sluice::channels {
namespace {

/// `never` when the time is unlimited.
Time after(Time now, Time::duration time) {
  return time > never - now ? never : now + time;
}

/// Whether the closure is about the last message: not UTF-8 text, or too big.
bool blames_message(const Closure& closure) {
  return closure.code == 1007 || closure.code == 1009;
}

}  // namespace

void ClientEvents::on_subscribed(std::string_view channel, Time now) {
  const auto index = subscriptions_.find(channel);
  for (auto& event : waiting_) {
    if (event.channel == index && event.ready_since == never) event.ready_since = now;
  }
  check();
}

void ClientEvents::on_pinged() {
  if (settings_.confirm == Confirmation::ping) barrier_.pinged();
  check();
}

void ClientEvents::on_pong(Time now, Actions& out) {
  awaiting_since_ = now;
  const auto confirmed = barrier_.pong();
  for (std::size_t i = 0; i < confirmed; ++i) {
    settle(unconfirmed_, unconfirmed_.begin(), std::nullopt, out);
  }
  if (at_once_ != unlimited) at_once_ += confirmed;
  if (at_once_ == 0 && barrier_.is_clear()) at_once_ = 1;
  check();
}

void ClientEvents::on_refused(EventRefusal refusal, const std::string& why, Time now,
                              Actions& out) {
  // One burst beyond the limit causes many refusals; the first one has handled them all.
  if (at_once_ == 0 || (unconfirmed_.empty() && now < paused_until_)) return;
  hold_back(refusal, at_once_ == 1 && !unconfirmed_.empty(), now);
  if (unconfirmed_.empty()) return check();
  if (unconfirmed_.size() == 1) {
    auto& event = unconfirmed_.front();
    if (++event.refused >= settings_.max_attempts || refusal == EventRefusal::lasting) {
      settle(unconfirmed_, unconfirmed_.begin(), Refusal{ReturnLoss::refused, why}, out);
    }
  }
  for (auto& event : unconfirmed_) event.ready_since = now;
  put_back(out);
  barrier_.forget();
  at_once_ = 0;
  check();
}

/// Only a refusal of the rate slows down the other events. An event that is refused although it was
/// sent alone waits longer instead: it may be refused at any rate.
void ClientEvents::hold_back(EventRefusal refusal, bool alone, Time now) {
  if (refusal == EventRefusal::lasting) return;
  paused_until_ = now + settings_.refused_pause;
  if (alone) {
    paused_until_ += pause_.next(random_);
  } else if (refusal == EventRefusal::rate) {
    rate_.slow_down(now);
  }
}

void ClientEvents::put_back(Actions& out) {
  for (auto next = unconfirmed_.begin(); next != unconfirmed_.end();) {
    const auto event = next++;
    if (event->withdrawn) settle(unconfirmed_, event, Refusal{ReturnLoss::withdrawn}, out);
  }
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
  put_back(out);
  for (const auto& event : waiting_) overdue_at_ = std::min(overdue_at_, event.give_up_at);
  barrier_.reset();
  at_once_ = blamed ? 1 : std::max<std::size_t>(at_once_, 1);
  wake_at_ = never;
  reading_ = true;  // the shell reads from the next socket
  check();
}

void ClientEvents::on_reading(bool reading, Time now) noexcept {
  reading_ = reading;
  awaiting_since_ = now;
  check();
}

void ClientEvents::check() const {
  SLUICE_ASSERT(unconfirmed_.size() <= at_once_, "no more is under way than may be at once");
  SLUICE_ASSERT(unconfirmed_.size() == barrier_.unconfirmed(),
                "each event that is not confirmed was written before a ping or awaits one");
  SLUICE_ASSERT(unconfirmed_.empty() || settings_.confirm == Confirmation::ping,
                "what is written is published where nothing more is asked for");
  SLUICE_ASSERT(unconfirmed_.empty() ||
                    (unconfirmed_.front().sent > 0 && unconfirmed_.front().ready_since == never),
                "what is not confirmed was sent, and waits for no rate limit");
  SLUICE_ASSERT(waiting_.empty() || overdue_at_ <= waiting_.front().expires_at,
                "no event waits longer than it is good for");
}

}  // namespace sluice::channels
