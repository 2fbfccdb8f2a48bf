#include "gateway/app/status.hpp"

#include <nlohmann/json.hpp>

namespace sluice::app {

using Json = nlohmann::ordered_json;

namespace {

Json losses(const std::array<telemetry::Counter, return_losses>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto count = counts[i].value();
    if (count > 0) json[std::string{to_string(static_cast<ReturnLoss>(i))}] = count;
  }
  return json;
}

Json status_of(const channels::Signin& signin) {
  Json json = {{"state", to_string(signin.state())}};
  if (!signin.user_id().empty()) json["id"] = signin.user_id();
  if (!signin.problem().empty()) json["problem"] = signin.problem();
  return json;
}

}  // namespace

std::string status_of(const net::Connection& connection) {
  Json channels = Json::array();
  for (const auto& subscription : connection.session().subscriptions().all()) {
    if (!subscription.wanted) continue;
    Json channel = {{"channel", subscription.channel}, {"state", to_string(subscription.state)}};
    if (!subscription.problem.empty()) channel["problem"] = subscription.problem;
    const bool subscribed = subscription.state == telemetry::SubscriptionState::subscribed;
    if (subscribed && subscription.type == ChannelType::presence) {
      channel["members"] = subscription.members.count();
    }
    channels.push_back(std::move(channel));
  }
  Json json = {{"connection", connection.settings().name},
               {"state", to_string(connection.session().state())}};
  if (!connection.session().problem().empty()) json["problem"] = connection.session().problem();
  if (connection.settings().user) json["user"] = status_of(connection.session().signin());
  json["channels"] = std::move(channels);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string status_of(const telemetry::SourceProbe& source) {
  Json json = {{"source", source.source},
               {"up", source.up.value() == 1},
               {"paused", source.paused.value() == 1},
               {"received", source.received.value()},
               {"pending", source.pending.value()}};
  if (source.lag.value() >= 0) json["lag"] = source.lag.value();
  return json.dump();
}

std::string status_of(const telemetry::ReturnProbe& back) {
  const Json json = {{"return", back.name},
                     {"received", back.received.value()},
                     {"sent", back.sent.value()},
                     {"pending", back.pending.value()},
                     {"dropped", losses(back.dropped)},
                     {"dead_lettered", losses(back.dead_lettered)}};
  return json.dump();
}

}  // namespace sluice::app
