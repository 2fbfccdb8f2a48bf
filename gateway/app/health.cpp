#include "gateway/app/health.hpp"

#include <fmt/format.h>

#include <map>

namespace sluice::app {
namespace {

using UpByName = std::map<std::string, bool>;

UpByName connections_up(const telemetry::Probes& probes) {
  constexpr auto connected = std::size_t(telemetry::ConnectionState::connected);
  UpByName up;
  for (const auto& probe : probes.connections)
    up[probe.connection] = probe.state[connected].value() == 1;
  return up;
}

/// A sink is up when its instance on every shard is.
UpByName sinks_up(const telemetry::Probes& probes) {
  UpByName up;
  for (const auto& probe : probes.sinks) {
    const auto [entry, fresh] = up.try_emplace(probe.sink, true);
    entry->second = entry->second && probe.up.value() == 1;
  }
  return up;
}

UpByName sources_up(const telemetry::Probes& probes) {
  UpByName up;
  for (const auto& probe : probes.sources) up[probe.source] = probe.up.value() == 1;
  return up;
}

bool satisfied(config::Need need, const UpByName& up, std::string_view what, std::string& text) {
  std::size_t count = 0;
  for (const auto& [name, is_up] : up) {
    if (is_up) {
      ++count;
    } else {
      text += fmt::format("\n{} {} is down", what, name);
    }
  }
  switch (need) {
    case config::Need::all:
      return count == up.size();
    case config::Need::any:
      return count > 0 || up.empty();
    case config::Need::none:
      return true;
  }
  return false;
}

}  // namespace

net::Health readiness(const config::Ready& needs, const telemetry::Probes& probes) {
  std::string text;
  const bool connections = satisfied(needs.connections, connections_up(probes), "connection", text);
  const bool sinks = satisfied(needs.sinks, sinks_up(probes), "sink", text);
  const bool sources = satisfied(needs.sources, sources_up(probes), "source", text);
  const bool ok = connections && sinks && sources;
  return {ok, fmt::format("{}{}", ok ? "ready" : "not ready", text)};
}

}  // namespace sluice::app
