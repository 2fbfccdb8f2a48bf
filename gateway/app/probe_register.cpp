#include "gateway/app/probe_register.hpp"

#include <string>

namespace sluice::app {
namespace {

// `wanted`: the name of each thing by its key.

/// Makes the probes that are missing.
constexpr auto add_missing = [](const auto& wanted, auto& probes, auto& places) {
  for (const auto& [key, name] : wanted) {
    if (places.contains(key)) continue;
    const auto probe = probes.emplace(probes.end());
    probe->name = name;
    places.emplace(key, probe);
  }
};

/// Ends those that are not wanted.
constexpr auto end_others = [](const auto& wanted, auto& probes, auto& places) {
  std::erase_if(places, [&](const auto& place) {
    if (wanted.contains(place.first)) return false;
    probes.erase(place.second);
    return true;
  });
};

}  // namespace

ProbeRegister::ProbeRegister(std::size_t shards) : shards_(shards) {
  for (std::size_t shard = 0; shard < shards; ++shard) {
    auto& probe = all_.shards.emplace_back();
    probe.name = std::to_string(shard);
    shard_probes_.push_back(&probe);
  }
}

/// `step` is called with the names of the things, the probes, and where the probe of each is.
template <class Step>
void ProbeRegister::for_each_kind(const Plan& plan, Step step) {
  const config::Gateway& config = plan.config();
  const Names& names = plan.names();
  std::map<ConnectionId, std::string> connections;
  for (const auto& each : config.connections) {
    connections.emplace(names.connection(each.name), each.name);
  }
  step(connections, all_.connections, connections_);
  std::map<OnShard, std::string> sinks;
  for (std::size_t shard = 0; shard < shards_; ++shard) {
    for (const auto& each : config.sinks) {
      sinks.emplace(OnShard{names.sink(each.name), shard}, each.name);
    }
  }
  step(sinks, all_.outboxes, outboxes_);
  step(sinks, all_.sinks, sinks_);
  step(sinks, all_.tables, tables_);
  step(sinks, all_.journals, journals_);
  std::map<SourceId, std::string> sources;
  for (const auto& each : config.sources) sources.emplace(names.source(each.name), each.name);
  step(sources, all_.sources, sources_);
  step(sources, all_.paths, paths_);
  step(sources, all_.inboxes, inboxes_);
  std::map<ReturnId, std::string> returns;
  for (const auto& each : config.returns) returns.emplace(names.back(each.label), each.label);
  step(returns, all_.returns, returns_);
}

void ProbeRegister::add(const Plan& plan) {
  for_each_kind(plan, add_missing);
}

void ProbeRegister::add_second(const Plan& plan, const std::set<std::string>& connections) {
  std::map<ConnectionId, std::string> wanted;
  for (const auto& name : connections) wanted.emplace(plan.names().connection(name), name);
  add_missing(wanted, all_.connections, second_connections_);
}

void ProbeRegister::keep_only(const Plan& plan) {
  for_each_kind(plan, end_others);
  std::erase_if(second_connections_, [this](const auto& place) {
    if (connections_.contains(place.first)) return false;
    all_.connections.erase(place.second);
    return true;
  });
}

}  // namespace sluice::app
