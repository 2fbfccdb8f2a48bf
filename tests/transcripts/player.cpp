#include "tests/transcripts/player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <variant>

#include "tests/support/moved_clock.hpp"

namespace sluice::test {
namespace {

std::string_view word_for(telemetry::Level level) {
  using telemetry::Level;
  return level == Level::error ? "error" : level == Level::warn ? "warn" : "info";
}

}  // namespace

template <class Stimulus>
void Player::tell(Stimulus stimulus) {
  actions_.clear();
  said_.clear();
  stimulus();
  // Before anything else happens: what a delivered event points to dies with it.
  find_server();
  for (const auto& action : actions_) std::visit([this](const auto& it) { note(it); }, action);
}

/// A transcript begins behind the lookup: the server is found at once.
void Player::find_server() {
  for (std::size_t i = 0; i < actions_.size(); ++i) {
    if (const auto* lookup = std::get_if<channels::LookUp>(&actions_[i])) {
      session_.on_looked_up(lookup->attempt, now_, actions_);
    }
  }
}

Player::Player(channels::SessionSettings settings)
    : session_(std::move(settings), probe_, parser_, random_) {
  tell([&] { session_.start(now_, actions_); });
}

void Player::stand() {
  tell([&] { session_.on_open(attempt_, now_); });
}

void Player::receive(std::string_view frame) {
  frame_.emplace(frame);
  tell([&] { session_.on_frame(frame_->view(), now_, actions_); });
}

void Player::close(channels::Closure closure) {
  tell([&] { session_.on_closed(attempt_, std::move(closure), now_, actions_); });
}

void Player::pass(Duration time) {
  constexpr int enough = 10'000;
  const Time until = now_.time + time;
  std::deque<std::string> said;
  for (int wakes = 0; session_.next_deadline() <= until; ++wakes) {
    if (wakes == enough) throw std::runtime_error("the session wants to be woken without end");
    now_ = test::moved_to(std::max(now_.time, session_.next_deadline()), now_);
    tell([&] { session_.on_deadline(now_, actions_); });
    std::ranges::move(said_, std::back_inserter(said));
  }
  now_ = test::moved_to(until, now_);
  said_ = std::move(said);
}

bool Player::answer(const std::string& channel, unsigned status, std::string_view body) {
  const auto answer = channels::read_auth_answer({status, body});
  if (channel == "user") return answer_user(answer);
  auto& waiting = requests_[channel];
  if (waiting.empty()) return false;
  const auto request = std::move(waiting.front());
  waiting.pop_front();
  tell([&] { session_.on_auth(request, answer, now_, actions_); });
  return true;
}

bool Player::answer_user(const channels::AuthAnswer& answer) {
  if (user_requests_.empty()) return false;
  const auto request = std::move(user_requests_.front());
  user_requests_.pop_front();
  tell([&] { session_.on_user_auth(request, answer, now_, actions_); });
  return true;
}

void Player::subscribe(std::string_view channel) {
  tell([&] { session_.subscribe(channel, now_, actions_); });
}

void Player::unsubscribe(std::string_view channel) {
  tell([&] { session_.unsubscribe(channel, now_, actions_); });
}

void Player::publish(ReturnEvent event) {
  tell([&] { session_.publish(std::move(event), Ticket{published_++}, now_, actions_); });
}

void Player::stop() {
  tell([&] { session_.stop(actions_); });
}

Duration Player::delay() const {
  return std::chrono::ceil<Duration>(session_.next_deadline() - now_.time);
}

void Player::note(const channels::Dial& dial) {
  attempt_ = dial.attempt;
  done_.emplace_back(dial.force_tls ? "@ tls" : "@");
}

void Player::note(const channels::Send& send) {
  done_.push_back("> " + send.text);
}

void Player::note(const channels::Deliver& deliver) {
  const Event& event = deliver.event;
  if (is_notice(event.kind)) return;  // not the server's doing
  std::string line = fmt::format("event {} {} {} ", to_string(event.kind),
                                 event.channel.empty() ? "-" : event.channel, event.name);
  if (!event.user_id.empty()) line += fmt::format("by={} ", event.user_id);
  if (event.replayed) line += "replayed ";
  line += event.data.empty() ? "absent" : event.data;
  done_.push_back(std::move(line));
}

void Player::note(const channels::RequestAuth& request) {
  requests_[request.channel].push_back(request);
  done_.push_back("ask " + request.channel);
}

void Player::note(const channels::RequestUserAuth& request) {
  user_requests_.push_back(request);
  done_.emplace_back("ask user");
}

void Player::note(const channels::Close&) {
  done_.emplace_back("hangs up");
}

void Player::note(const channels::Settled& settle) {
  const auto& loss = settle.outcome.loss;
  done_.push_back(fmt::format("settles {}", loss ? to_string(*loss) : "published"));
}

void Player::note(const channels::Report& report) {
  said_.push_back(fmt::format("{} {} {} {}", word_for(report.level), report.what, report.channel,
                              report.detail));
}

}  // namespace sluice::test
