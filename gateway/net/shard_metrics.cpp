#include "gateway/net/shard_metrics.hpp"

#include "gateway/telemetry/probe_series.hpp"

namespace sluice::net {

telemetry::Metrics shard_metrics(const std::list<ShardProbe>& probes) {
  return {
      {"sluice_shard_longest_turn_seconds",
       "The most processor time that one turn of the shard's loop has used since the start; all "
       "connections and sinks of the shard wait for that long. A turn of 1 ms or more is measured, "
       "to within 1 ms.",
       telemetry::MetricType::gauge,
       {"shard"},
       telemetry::sums<&ShardProbe::longest_turn>(probes, 1e9)},
      {"sluice_shard_long_turns_total",
       "Turns of the shard's loop that used more than 20 ms of processor time.",
       telemetry::MetricType::counter,
       {"shard"},
       telemetry::sums<&ShardProbe::long_turns>(probes)},
  };
}

}  // namespace sluice::net
