#include "tests/support/session_driver.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <variant>

namespace sluice::test {

using namespace channels;

namespace {

constexpr int wakes_max = 100'000;

}  // namespace

template <class Stimulus>
void SessionDriver::drive(Stimulus stimulus) {
  const std::size_t before = actions_.size();
  stimulus();
  find_server();
  for (std::size_t i = before; i < actions_.size(); ++i) note(actions_[i]);
}

void SessionDriver::find_server() {
  for (std::size_t i = 0; finds_server_ && i < actions_.size(); ++i) {
    const auto* const lookup = std::get_if<LookUp>(&actions_[i]);
    if (lookup == nullptr || lookup->attempt <= found_) continue;
    found_ = lookup->attempt;
    session_->on_looked_up(found_, now_, actions_);
  }
}

void SessionDriver::note(const Action& action) {
  if (const auto* const lookup = std::get_if<LookUp>(&action)) attempt_ = lookup->attempt;
  if (const auto* const dial = std::get_if<Dial>(&action)) {
    attempt_ = dial->attempt;
    dialling_ = true;
  }
  on_action(action);
  if (std::holds_alternative<Close>(action)) dialling_ = is_open_ = false;
}

void SessionDriver::start() {
  actions_.clear();
  session_.emplace(settings_, probe_, parser_, random_);
  attempt_ = found_ = 0;
  dialling_ = is_open_ = false;
  drive([&] { session_->start(now_, actions_); });
}

void SessionDriver::open() {
  actions_.clear();
  dialling_ = false;
  is_open_ = true;
  session_->on_open(attempt_, now_);
}

void SessionDriver::receive(std::string_view frame) {
  actions_.clear();
  frame_.emplace(frame);
  drive([&] { session_->on_frame(frame_->view(), now_, actions_); });
}

void SessionDriver::receive_other() {
  session_->on_other_frame(now_);
}

void SessionDriver::close(Closure closure) {
  actions_.clear();
  dialling_ = is_open_ = false;
  drive([&] { session_->on_closed(attempt_, std::move(closure), now_, actions_); });
}

void SessionDriver::answer(const RequestAuth& request, const AuthAnswer& answer) {
  actions_.clear();
  drive([&] { session_->on_auth(request, answer, now_, actions_); });
}

void SessionDriver::answer(const RequestUserAuth& request, const AuthAnswer& answer) {
  actions_.clear();
  drive([&] { session_->on_user_auth(request, answer, now_, actions_); });
}

void SessionDriver::pass(Duration time) {
  actions_.clear();
  const Time until = now_.time + time;
  for (int wakes = 0; session_->next_deadline() <= until; ++wakes) {
    if (wakes == wakes_max) throw std::runtime_error("the session wants to be woken without end");
    now_ = moved_to(std::max(now_.time, session_->next_deadline()), now_);
    drive([&] { session_->on_deadline(now_, actions_); });
  }
  now_ = moved_to(until, now_);
}

void SessionDriver::fall_asleep() {
  actions_.clear();
  drive([&] { session_->on_slept(now_, actions_); });
}

void SessionDriver::subscribe(std::string_view channel) {
  actions_.clear();
  drive([&] { session_->subscribe(channel, now_, actions_); });
}

void SessionDriver::unsubscribe(std::string_view channel) {
  actions_.clear();
  drive([&] { session_->unsubscribe(channel, now_, actions_); });
}

void SessionDriver::publish(ReturnEvent event) {
  actions_.clear();
  drive([&] { session_->publish(std::move(event), Ticket{published_++}, now_, actions_); });
}

void SessionDriver::stop() {
  actions_.clear();
  drive([&] { session_->stop(actions_); });
}

Duration SessionDriver::delay() const {
  return std::chrono::ceil<Duration>(session_->next_deadline() - now_.time);
}

}  // namespace sluice::test
