#include "tests/support/session_player.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace sluice::test {
namespace {

std::string_view word_for(telemetry::Level level) {
  using telemetry::Level;
  return level == Level::error ? "error" : level == Level::warn ? "warn" : "info";
}

}  // namespace

SessionPlayer::SessionPlayer(channels::SessionSettings settings) {
  settings_ = std::move(settings);
  start();
}

bool SessionPlayer::answer(const std::string& channel, unsigned status, std::string_view body) {
  const auto given = channels::read_auth_answer({status, body});
  if (channel == "user") return answer_user(given);
  auto& waiting = requests_[channel];
  if (waiting.empty()) return false;
  const auto request = std::move(waiting.front());
  waiting.pop_front();
  answer(request, given);
  return true;
}

bool SessionPlayer::answer_user(const channels::AuthAnswer& given) {
  if (user_requests_.empty()) return false;
  const auto request = std::move(user_requests_.front());
  user_requests_.pop_front();
  answer(request, given);
  return true;
}

std::vector<std::string> SessionPlayer::said() const {
  std::vector<std::string> lines;
  for (const auto& action : actions_) {
    if (const auto* const report = std::get_if<channels::Report>(&action)) {
      lines.push_back(fmt::format("{} {} {} {}", word_for(report->level), report->what,
                                  report->channel, report->detail));
    }
  }
  return lines;
}

void SessionPlayer::on_action(const channels::Action& action) {
  std::visit([this](const auto& it) { note(it); }, action);
}

void SessionPlayer::note(const channels::Dial& dial) {
  done_.emplace_back(dial.force_tls ? "@ tls" : "@");
}

void SessionPlayer::note(const channels::Send& send) {
  done_.push_back("> " + send.text);
}

void SessionPlayer::note(const channels::Deliver& deliver) {
  const Event& event = deliver.event;
  if (is_notice(event.kind)) return;  // not the server's doing
  std::string line = fmt::format("event {} {} {} ", to_string(event.kind),
                                 event.channel.empty() ? "-" : event.channel, event.name);
  if (!event.user_id.empty()) line += fmt::format("by={} ", event.user_id);
  if (event.replayed) line += "replayed ";
  line += event.data.empty() ? "absent" : event.data;
  done_.push_back(std::move(line));
}

void SessionPlayer::note(const channels::RequestAuth& request) {
  requests_[request.channel].push_back(request);
  done_.push_back("ask " + request.channel);
}

void SessionPlayer::note(const channels::RequestUserAuth& request) {
  user_requests_.push_back(request);
  done_.emplace_back("ask user");
}

void SessionPlayer::note(const channels::Close&) {
  done_.emplace_back("hangs up");
}

void SessionPlayer::note(const channels::Settled& settle) {
  const auto& loss = settle.outcome.loss;
  done_.push_back(fmt::format("settles {}", loss ? to_string(*loss) : "published"));
}

}  // namespace sluice::test
