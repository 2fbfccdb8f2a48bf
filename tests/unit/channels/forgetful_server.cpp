#include "tests/unit/channels/forgetful_server.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace sluice::channels {
namespace {

using nlohmann::json;

std::string error(const std::string& message) {
  return json{{"event", "pusher:error"}, {"data", {{"code", nullptr}, {"message", message}}}}
      .dump();
}

}  // namespace

void ForgetfulServer::forget() {
  subscribed_.clear();
  frames_.clear();
}

/// In order, as all that one socket carries.
void ForgetfulServer::answer(std::string text, Time now) {
  const Duration delay(chance(worst_ > 1 && chance(20) == 0 ? 40'000 : 900));
  const Time earliest = frames_.empty() ? now : frames_.back().at;
  frames_.push_back({std::max(earliest, now + delay), std::move(text)});
}

bool ForgetfulServer::has(const std::string& channel, Time now) const {
  const auto found = subscribed_.find(channel);
  return found != subscribed_.end() && now < found->second;
}

void ForgetfulServer::on_message(const std::string& text, Time now) {
  const auto message = json::parse(text);
  const std::string channel = message["data"].value("channel", "");
  if (message["event"] == "pusher:subscribe") on_subscribe(channel, now);
  if (message["event"] == "pusher:unsubscribe") on_unsubscribe(channel, now);
}

void ForgetfulServer::on_subscribe(const std::string& channel, Time now) {
  if (has(channel, now)) return answer(error("Existing subscription to channel " + channel), now);
  const auto succeeded =
      json{{"event", "pusher_internal:subscription_succeeded"}, {"channel", channel}}.dump();
  switch (chance(worst_)) {
    case 1:
      return;  // not a word
    case 2:
      subscribed_[channel] = Time::max();
      return;
    case 3:
      return answer(error("Invalid signature for " + channel), now);
    case 4:
      return answer(json{{"event", "pusher:subscription_error"},
                         {"channel", channel},
                         {"data", {{"error", "full"}, {"status", 4100}}}}
                        .dump(),
                    now);
    default:
      subscribed_[channel] = Time::max();
      return answer(succeeded, now);
  }
}

void ForgetfulServer::on_unsubscribe(const std::string& channel, Time now) {
  if (!has(channel, now)) {
    return answer(
        error("No current subscription to channel " + channel + ", or subscription in progress"),
        now);
  }
  auto& until = subscribed_[channel];
  until = std::min(until, now + Duration(chance(900)));
}

Time ForgetfulServer::next() const {
  return frames_.empty() ? Time::max() : frames_.front().at;
}

std::string ForgetfulServer::say() {
  auto text = std::move(frames_.front().text);
  frames_.pop_front();
  return text;
}

}  // namespace sluice::channels
