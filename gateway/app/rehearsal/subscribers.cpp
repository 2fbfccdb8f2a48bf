#include "gateway/app/rehearsal/subscribers.hpp"

#include <algorithm>

namespace sluice::app {
namespace {

bool subscribes(const config::Connection& connection, std::string_view channel) {
  return std::ranges::count(connection.channels, channel) > 0;
}

}  // namespace

std::vector<std::string_view> likely_connections(const config::Gateway& config,
                                                 std::string_view channel) {
  std::vector<std::string_view> all;
  std::vector<std::string_view> subscribed;
  for (const auto& connection : config.connections) {
    all.push_back(connection.name);
    if (subscribes(connection, channel)) subscribed.push_back(connection.name);
  }
  return subscribed.empty() ? all : subscribed;
}

bool can_come(const config::Gateway& config, const Event& event) {
  if (event.channel.empty() || event.kind == EventKind::user) return true;
  return std::ranges::any_of(config.connections, [&](const auto& each) {
    return each.name == event.connection && subscribes(each, event.channel);
  });
}

}  // namespace sluice::app
