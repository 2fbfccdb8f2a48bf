#include "tests/unit/channels/session_fixture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace sluice::channels {

SessionFixture::SessionFixture() {
  settings_.connection = "market";
  settings_.channels = {"trades"};
}

void SessionFixture::establish(std::string_view socket_id) {
  open();
  receive("pusher:connection_established", {}, fmt::format(R"({{"socket_id":"{}"}})", socket_id));
}

void SessionFixture::connect() {
  start();
  establish();
}

void SessionFixture::receive(std::string_view event, std::string_view channel,
                             std::string_view data) {
  std::string frame = fmt::format(R"({{"event":"{}")", event);
  if (!channel.empty()) frame += fmt::format(R"(,"channel":"{}")", channel);
  if (!data.empty()) frame += fmt::format(R"(,"data":{})", data);
  receive(frame + "}");
}

void SessionFixture::acknowledge(std::string_view channel, std::string_view data) {
  receive("pusher_internal:subscription_succeeded", channel, data);
}

void SessionFixture::close(std::optional<int> code, LossReason reason) {
  SessionDriver::close({reason, code, "closed by the test"});
}

void SessionFixture::grant(const RequestAuth& request) {
  answer(request, {AuthResult::granted, {"key:signature", std::nullopt}, {}});
}

void SessionFixture::grant_key(const RequestAuth& request, const SecretKey& key) {
  answer(request, {AuthResult::granted, {"key:signature", std::nullopt, key}, {}});
}

void SessionFixture::lose_and_redial(std::optional<int> code, std::source_location caller) {
  const auto trace = test::called_from(caller);
  close(code);
  pass(delay());
  ASSERT_EQ(session_->state(), ConnectionState::connecting);
}

std::vector<Event> SessionFixture::notices() const {
  std::vector<Event> found;
  for (const auto& deliver : every<Deliver>()) {
    if (is_notice(deliver)) found.push_back(deliver.event);
  }
  return found;
}

std::vector<std::string> SessionFixture::subscribed() const {
  std::vector<std::string> channels;
  for (const auto& send : all<Send>()) {
    const auto message = nlohmann::json::parse(send.text);
    if (message["event"] == "pusher:subscribe") channels.push_back(message["data"]["channel"]);
  }
  return channels;
}

bool SessionFixture::pinged() const {
  return std::ranges::count(all<Send>(), ping_message, &Send::text) == 1;
}

bool SessionFixture::reported(Level level, std::string_view what) const {
  return std::ranges::any_of(all<Report>(), [&](const Report& report) {
    return report.level == level && report.what == what;
  });
}

const Subscription& SessionFixture::channel(std::size_t index) const {
  return session_->subscriptions().all()[index];
}

std::uint64_t SessionFixture::losses(LossReason reason) const {
  return probe_.losses[std::size_t(reason)].value();
}

std::uint64_t SessionFixture::auths(AuthResult result) const {
  return probe_.auth[std::size_t(result)].value();
}

}  // namespace sluice::channels
