#include "connectors/broker_metrics.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/telemetry/probe_series.hpp"

namespace sluice::connectors {
namespace {

using telemetry::sums;

constexpr auto counter = telemetry::MetricType::counter;
constexpr auto gauge = telemetry::MetricType::gauge;

/// A sink is up when every shard reaches it. A shard that cannot reach it holds back the events of
/// its connections.
telemetry::Collect up_everywhere(const std::list<SinkProbe>& probes) {
  return [&probes](telemetry::Series& series) {
    telemetry::for_each_name(probes, [&](std::string_view name, const auto& shards) {
      const bool up =
          std::ranges::all_of(shards, [](const auto* probe) { return probe->up.value() != 0; });
      series.add({name}, up ? 1.0 : 0.0);
    });
  };
}

/// A source that does not know it has no series, as any number would be a lie.
telemetry::Collect lag(const std::list<SourceProbe>& probes) {
  return [&probes](telemetry::Series& series) {
    for (const auto& probe : probes) {
      const auto messages = probe.lag.value();
      if (messages >= 0) series.add({probe.name}, static_cast<double>(messages));
    }
  };
}

}  // namespace

telemetry::Metrics sink_metrics(const std::list<SinkProbe>& probes) {
  return {
      {"sluice_sink_up",
       "1 while every shard reaches the broker.",
       gauge,
       {"sink"},
       up_everywhere(probes)},
      {"sluice_sink_errors_total",
       "Errors that the broker's client library reported.",
       counter,
       {"sink"},
       sums<&SinkProbe::errors>(probes)},
  };
}

telemetry::Metrics source_metrics(const std::list<SourceProbe>& probes) {
  return {
      {"sluice_source_up",
       "1 while the source reaches its broker.",
       gauge,
       {"source"},
       sums<&SourceProbe::up>(probes)},
      {"sluice_source_paused",
       "1 while the source is asked for no more messages.",
       gauge,
       {"source"},
       sums<&SourceProbe::paused>(probes)},
      {"sluice_source_lag",
       "Messages that the broker has and has not given us yet; absent where it is not known.",
       gauge,
       {"source"},
       lag(probes)},
      {"sluice_source_errors_total",
       "Errors that the broker's client library reported.",
       counter,
       {"source"},
       sums<&SourceProbe::errors>(probes)},
  };
}

}  // namespace sluice::connectors
