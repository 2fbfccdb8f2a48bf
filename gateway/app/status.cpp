#include "gateway/app/status.hpp"

#include <nlohmann/json.hpp>

namespace sluice::app {

using Json = nlohmann::ordered_json;

namespace {

Json losses(const std::array<telemetry::Counter, enum_count<ReturnLoss>>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto count = counts[i].value();
    if (count > 0) json[std::string{to_string(static_cast<ReturnLoss>(i))}] = count;
  }
  return json;
}

Json status_of(const UserStatus& user) {
  Json json = {{"state", user.state}};
  if (!user.id.empty()) json["id"] = user.id;
  if (!user.problem.empty()) json["problem"] = user.problem;
  return json;
}

Json status_of(const ChannelStatus& channel) {
  Json json = {{"channel", channel.channel}, {"state", to_string(channel.state)}};
  if (!channel.problem.empty()) json["problem"] = channel.problem;
  if (channel.members) json["members"] = *channel.members;
  if (channel.members_incomplete) json["members_incomplete"] = true;
  return json;
}

}  // namespace

ConnectionStatus snapshot_of(const net::Connection& connection) {
  const auto& session = connection.session();
  ConnectionStatus status{
      connection.settings().name, session.state(), session.problem(), std::nullopt, {}};
  if (connection.settings().user) {
    const auto& signin = session.signin();
    status.user =
        UserStatus{std::string{to_string(signin.state())}, signin.user_id(), signin.problem()};
  }
  for (const auto& subscription : session.subscriptions().all()) {
    if (!subscription.wanted()) continue;
    auto& channel = status.channels.emplace_back(ChannelStatus{
        subscription.channel(), subscription.state(), subscription.problem(), {}, false});
    if (subscription.subscribed() && subscription.type() == ChannelType::presence) {
      channel.members = subscription.members().count();
      channel.members_incomplete = !subscription.members().complete();
    }
  }
  return status;
}

std::string status_of(const ConnectionStatus& connection) {
  Json channels = Json::array();
  for (const auto& channel : connection.channels) channels.push_back(status_of(channel));
  Json json = {{"connection", connection.name}, {"state", to_string(connection.state)}};
  if (!connection.problem.empty()) json["problem"] = connection.problem;
  if (connection.user) json["user"] = status_of(*connection.user);
  json["channels"] = std::move(channels);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string status_of(const returns::ReturnProbe& back) {
  const Json json = {{"return", back.name},
                     {"received", back.received.value()},
                     {"sent", back.sent.value()},
                     {"pending", back.pending.value()},
                     {"dropped", losses(back.dropped)},
                     {"dead_lettered", losses(back.dead_lettered)}};
  return json.dump();
}

}  // namespace sluice::app
