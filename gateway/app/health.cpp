#include "gateway/app/health.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

namespace sluice::app {
namespace {

using UpByName = std::map<std::string, bool>;

bool is_connected(const channels::ConnectionProbe& probe) {
  return probe.state[std::size_t(channels::ConnectionState::connected)].value() == 1;
}

std::int64_t subscribed(const channels::ConnectionProbe& probe) {
  return probe.subscriptions[std::size_t(channels::SubscriptionState::subscribed)].value();
}

/// Of each connection. One that takes over from another has a probe of its own: of the two, the one
/// that is connected and has more channels counts.
std::map<std::string, const channels::ConnectionProbe*> better_of_each(const Probes& probes) {
  std::map<std::string, const channels::ConnectionProbe*> found;
  const auto worth = [](const channels::ConnectionProbe& probe) {
    return std::pair(is_connected(probe), subscribed(probe));
  };
  for (const auto& probe : probes.connections) {
    auto& best = found[probe.name];
    if (best == nullptr || worth(probe) > worth(*best)) best = &probe;
  }
  return found;
}

UpByName connections_up(const Probes& probes) {
  UpByName up;
  for (const auto& [name, probe] : better_of_each(probes)) up[name] = is_connected(*probe);
  return up;
}

/// A sink is up when its instance on every shard is.
UpByName sinks_up(const Probes& probes) {
  UpByName up;
  for (const auto& probe : probes.sinks) {
    const auto [entry, fresh] = up.try_emplace(probe.name, true);
    entry->second = entry->second && probe.up.value() == 1;
  }
  return up;
}

UpByName sources_up(const Probes& probes) {
  UpByName up;
  for (const auto& probe : probes.sources) up[probe.name] = probe.up.value() == 1;
  return up;
}

bool satisfied(config::Need need, std::int64_t up, std::int64_t of) {
  switch (need) {
    case config::Need::all:
      return up == of;
    case config::Need::any:
      return up > 0 || of == 0;
    case config::Need::none:
      return true;
  }
  return false;
}

bool satisfied(config::Need need, const UpByName& up, std::string_view what, std::string& text) {
  std::int64_t count = 0;
  for (const auto& [name, is_up] : up) {
    if (is_up) {
      ++count;
    } else {
      text += fmt::format("\n{} {} is down", what, name);
    }
  }
  return satisfied(need, count, std::ssize(up));
}

/// Adds the channels of all connected connections; the text has a line for each connection that
/// misses some. Channels of other connections do not count.
bool channels_satisfied(config::Need need, const Probes& probes, std::string& text) {
  std::int64_t all_wanted = 0;
  std::int64_t all_subscribed = 0;
  for (const auto& [name, probe] : better_of_each(probes)) {
    if (!is_connected(*probe)) continue;
    std::int64_t wanted = 0;
    for (const auto& in_state : probe->subscriptions) wanted += in_state.value();
    all_wanted += wanted;
    all_subscribed += subscribed(*probe);
    if (subscribed(*probe) == wanted) continue;
    text += fmt::format("\nconnection {}: {} of {} channels are not subscribed", name,
                        wanted - subscribed(*probe), wanted);
  }
  return satisfied(need, all_subscribed, all_wanted);
}

}  // namespace

net::Health readiness(const config::Ready& needs, const Probes& probes) {
  std::string text;
  const bool connections = satisfied(needs.connections, connections_up(probes), "connection", text);
  const bool channels = channels_satisfied(needs.channels, probes, text);
  const bool sinks = satisfied(needs.sinks, sinks_up(probes), "sink", text);
  const bool sources = satisfied(needs.sources, sources_up(probes), "source", text);
  const bool ok = connections && channels && sinks && sources;
  return {ok, fmt::format("{}{}", ok ? "ready" : "not ready", text)};
}

}  // namespace sluice::app
