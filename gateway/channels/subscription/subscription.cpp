#include "gateway/channels/subscription/subscription.hpp"

#include <utility>

#include "gateway/core/error.hpp"

namespace sluice::channels {

Subscription::Subscription(std::string channel, Duration retry_initial, Duration retry_max)
    : channel_(std::move(channel)),
      type_(channel_type(channel_)),
      attempt_(retry_initial, retry_max) {}

void Subscription::want(Moment now) {
  if (!std::exchange(wanted_, true)) attempt_.backoff().reset();
  gap_ = Gap{now, GapReason::start};
  check();
}

void Subscription::succeed(const Subscription& before) {
  members_ = before.members_;
  replay_ = before.replay_;
  replay_.give_up();
  gap_ = before.gap_;
  history_ = before.history_;
  check();
}

bool Subscription::unwant() {
  wanted_ = false;
  gap_.reset();
  problem_.clear();
  members_.clear();
  replay_.give_up();
  const bool unsubscribe = !in_flight() && withdraw();
  check();
  return unsubscribe;
}

void Subscription::begin(std::string_view socket) {
  if (attempt_.socket().empty()) attempt_.backoff().reset();  // the first attempt on this socket
  attempt_.begin(socket);
  state_ = State::waiting;
  check();
}

void Subscription::ask_authorization() {
  state_ = State::authorizing;
  check();
}

void Subscription::subscribe(Time now, Duration patience, bool listening) {
  state_ = State::subscribing;
  asked_ = true;
  attempt_.await(now, patience);
  if (!listening) attempt_.pause();
  check();
}

void Subscription::unsubscribe() {
  asked_ = false;
  leaving_ = true;
  check();
}

bool Subscription::expects_acknowledgement() const noexcept {
  return !wanted_ || !leaving_ || in_flight();
}

void Subscription::acknowledge(Time now) {
  leaving_ = false;
  asked_ = true;
  if (wanted_) {
    state_ = State::subscribed;
    attempt_.succeed();
    problem_.clear();
    if (is_cache_channel(channel_)) replay_.expect(now);
  }
  check();
}

void Subscription::reject(bool exists) {
  asked_ = exists;
  check();
}

bool Subscription::withdraw() {
  attempt_.give_up();
  keys_ = {};
  state_ = State::waiting;
  check();
  return asked_;
}

bool Subscription::forget_leaving() noexcept {
  const bool was_leaving = std::exchange(leaving_, false);
  check();
  return was_leaving;
}

void Subscription::retry_later(State state, GapReason reason, Duration at_least, std::string why,
                               Random& random, Time now) {
  if (gap_) gap_ = Gap{gap_->from, reason};
  attempt_.try_later(at_least, random, now);
  problem_ = std::move(why);
  state_ = state;
  check();
}

std::optional<Gap> Subscription::end_gap() noexcept {
  const auto ended = std::exchange(gap_, std::nullopt);
  check();
  return ended;
}

void Subscription::pause() noexcept {
  attempt_.pause();
  check();
}

void Subscription::resume(Time now) noexcept {
  attempt_.resume(now);
  check();
}

void Subscription::lose(const Gap& gap) {
  // An open gap keeps its reason: the loss of the connection did not begin it.
  if (wanted_ && !gap_) gap_ = gap;
  forget_socket();
}

void Subscription::stop() {
  gap_.reset();
  forget_socket();
}

void Subscription::forget_socket() {
  attempt_.give_up();
  asked_ = false;
  leaving_ = false;
  replay_.give_up();
  state_ = State::waiting;
  check();
}

void Subscription::check() const {
  const bool due = attempt_.deadline() != never;
  SLUICE_ASSERT(in_flight() == attempt_.awaiting(),
                "a subscribe message in flight awaits an answer, and nothing else does");
  SLUICE_ASSERT(state_ != State::subscribed || (!due && asked_),
                "what is subscribed was asked for, and nothing of it is due any more");
  SLUICE_ASSERT(state_ != State::failed || due, "what was refused is tried again");
  SLUICE_ASSERT(wanted_ || state_ == State::waiting || in_flight(),
                "what is not wanted is only waited for while it is in flight");
  SLUICE_ASSERT(wanted_ || !gap_, "only a wanted channel has a gap");
  SLUICE_ASSERT(!attempt_.socket().empty() || (state_ == State::waiting && !due),
                "without a socket nothing is tried");
}

}  // namespace sluice::channels
