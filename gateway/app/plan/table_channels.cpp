#include "gateway/app/plan/table_channels.hpp"

#include <string>
#include <utility>

#include "gateway/core/protocol_names.hpp"

namespace sluice::app {

std::vector<relay::TableChannel> table_channels(const Plan& plan, SinkId sink) {
  std::vector<std::pair<std::string, std::string>> channels;
  for (const auto& connection : plan.config().connections) {
    for (const auto& channel : connection.channels) {
      if (channel_type(channel) != ChannelType::presence) continue;
      channels.emplace_back(connection.name, channel);
    }
  }
  return relay::table_channels(plan.router(), sink, channels);
}

}  // namespace sluice::app
