#include "gateway/app/status.hpp"

#include <nlohmann/json.hpp>

namespace sluice::app {

using Json = nlohmann::ordered_json;

std::string status_of(const net::Connection& connection) {
  Json channels = Json::array();
  for (const auto& subscription : connection.session().subscriptions().all()) {
    Json channel = {{"channel", subscription.channel}, {"state", to_string(subscription.state)}};
    if (!subscription.problem.empty()) channel["problem"] = subscription.problem;
    if (subscription.type == channels::ChannelType::presence) {
      channel["members"] = subscription.members.count();
    }
    channels.push_back(std::move(channel));
  }
  Json json = {{"connection", connection.settings().name},
               {"state", to_string(connection.session().state())}};
  if (!connection.session().problem().empty()) json["problem"] = connection.session().problem();
  json["channels"] = std::move(channels);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sluice::app
