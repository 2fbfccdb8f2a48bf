#include "gateway/returns/return_metrics.hpp"

#include "gateway/telemetry/probe_series.hpp"

namespace sluice::returns {
namespace {

using telemetry::sums;
using telemetry::sums_by;
using telemetry::times;

constexpr auto counter = telemetry::MetricType::counter;
constexpr auto gauge = telemetry::MetricType::gauge;
constexpr auto histogram = telemetry::MetricType::histogram;

}  // namespace

telemetry::Metrics path_metrics(const std::list<PathProbe>& probes) {
  return {
      {"sluice_source_pending",
       "Messages received and not yet dealt with.",
       gauge,
       {"source"},
       sums<&PathProbe::pending>(probes)},
      {"sluice_source_blocked",
       "1 while the source is paused because an outbox that its dead letters go to is full and has "
       "`when_full: block`.",
       gauge,
       {"source"},
       sums<&PathProbe::blocked>(probes)},
      {"sluice_source_messages_received_total",
       "Messages received from the broker.",
       counter,
       {"source"},
       sums<&PathProbe::received>(probes)},
      {"sluice_source_messages_unmatched_total",
       "Messages that no return takes.",
       counter,
       {"source"},
       sums<&PathProbe::unmatched>(probes)},
  };
}

telemetry::Metrics return_metrics(const std::list<ReturnProbe>& probes) {
  return {
      {"sluice_return_messages_received_total",
       "Messages that the return took.",
       counter,
       {"return"},
       sums<&ReturnProbe::received>(probes)},
      {"sluice_return_events_sent_total",
       "Events published.",
       counter,
       {"return"},
       sums<&ReturnProbe::sent>(probes)},
      {"sluice_return_retries_total",
       "Events sent once more, after a refusal or a lost connection.",
       counter,
       {"return"},
       sums<&ReturnProbe::retries>(probes)},
      {"sluice_return_throttled_seconds_total",
       "Time that events waited for nothing but the rate limit, added up.",
       counter,
       {"return"},
       sums<&ReturnProbe::throttled_ms>(probes, 1000)},
      {"sluice_return_dropped_total",
       "Messages that became no event and went nowhere else.",
       counter,
       {"return", "reason"},
       sums_by<&ReturnProbe::dropped, ReturnLoss>(probes)},
      {"sluice_return_dead_lettered_total",
       "Messages that became no event and went to the dead-letter topic.",
       counter,
       {"return", "reason"},
       sums_by<&ReturnProbe::dead_lettered, ReturnLoss>(probes, can_never_be_sent)},
      {"sluice_return_pending",
       "Messages taken that have no outcome yet.",
       gauge,
       {"return"},
       sums<&ReturnProbe::pending>(probes)},
      {"sluice_return_seconds",
       "Time from the arrival of a message to its outcome.",
       histogram,
       {"return"},
       times<&ReturnProbe::seconds>(probes)},
  };
}

}  // namespace sluice::returns
