#include "gateway/app/probe_register.hpp"

#include <string>

namespace sluice::app {
namespace {

/// `wanted`: the name of each thing by its key.
template <class Probe, class Key>
void keep_in_step(const std::map<Key, std::string>& wanted, std::list<Probe>& probes,
                  std::map<Key, typename std::list<Probe>::iterator>& places) {
  for (auto place = places.begin(); place != places.end();) {
    if (wanted.contains(place->first)) {
      ++place;
      continue;
    }
    probes.erase(place->second);
    place = places.erase(place);
  }
  for (const auto& [key, name] : wanted) {
    if (places.contains(key)) continue;
    const auto probe = probes.emplace(probes.end());
    probe->name = name;
    places.emplace(key, probe);
  }
}

}  // namespace

ProbeRegister::ProbeRegister(std::size_t shards) : shards_(shards) {
  for (std::size_t shard = 0; shard < shards; ++shard) {
    auto& probe = all_.shards.emplace_back();
    probe.name = std::to_string(shard);
    shard_probes_.push_back(&probe);
  }
}

void ProbeRegister::follow(const Plan& plan) {
  const config::Gateway& config = plan.config();
  const Names& names = plan.names();
  std::map<ConnectionId, std::string> connections;
  for (const auto& each : config.connections) {
    connections.emplace(names.connection(each.name), each.name);
  }
  keep_in_step(connections, all_.connections, connections_);
  std::map<OnShard, std::string> sinks;
  for (std::size_t shard = 0; shard < shards_; ++shard) {
    for (const auto& each : config.sinks) {
      sinks.emplace(OnShard{names.sink(each.name), shard}, each.name);
    }
  }
  keep_in_step(sinks, all_.outboxes, outboxes_);
  keep_in_step(sinks, all_.sinks, sinks_);
  keep_in_step(sinks, all_.tables, tables_);
  keep_in_step(sinks, all_.journals, journals_);
  std::map<SourceId, std::string> sources;
  for (const auto& each : config.sources) sources.emplace(names.source(each.name), each.name);
  keep_in_step(sources, all_.sources, sources_);
  keep_in_step(sources, all_.paths, paths_);
  keep_in_step(sources, all_.inboxes, inboxes_);
  std::map<ReturnId, std::string> returns;
  for (const auto& each : config.returns) returns.emplace(names.back(each.label), each.label);
  keep_in_step(returns, all_.returns, returns_);
}

}  // namespace sluice::app
