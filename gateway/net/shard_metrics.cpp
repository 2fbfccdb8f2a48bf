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
      {"sluice_takeovers_total",
       "Connections that changed while they ran and were taken over by new ones.",
       telemetry::MetricType::counter,
       {"shard"},
       telemetry::sums<&ShardProbe::taken_over>(probes)},
      {"sluice_takeovers_failed_total",
       "Connections that changed while they ran and were kept as they were: the new one could not "
       "carry what the old one carries.",
       telemetry::MetricType::counter,
       {"shard"},
       telemetry::sums<&ShardProbe::kept>(probes)},
      {"sluice_takeover_twins_total",
       "Events that both the old and the new connection of a takeover brought: relayed once.",
       telemetry::MetricType::counter,
       {"shard"},
       telemetry::sums<&ShardProbe::takeover_twins>(probes)},
  };
}

}  // namespace sluice::net
