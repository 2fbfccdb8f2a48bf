#include "gateway/telemetry/return_metrics.hpp"

namespace sluice::telemetry {
namespace {

constexpr auto counter = MetricType::counter;
constexpr auto gauge = MetricType::gauge;
constexpr auto histogram = MetricType::histogram;
using S = SourceProbe;
using R = ReturnProbe;

template <auto Member>
void per_source(const Probes& probes, Series& series) {
  for (const auto& probe : probes.sources) {
    series.add({probe.source}, static_cast<double>((probe.*Member).value()));
  }
}

/// A source that cannot tell has no series, as any number would be a lie.
void source_lag(const Probes& probes, Series& series) {
  for (const auto& probe : probes.sources) {
    const auto lag = probe.lag.value();
    if (lag >= 0) series.add({probe.source}, static_cast<double>(lag));
  }
}

template <auto Member>
void per_return(const Probes& probes, Series& series) {
  for (const auto& probe : probes.returns) {
    series.add({probe.name}, static_cast<double>((probe.*Member).value()));
  }
}

void throttled_seconds(const Probes& probes, Series& series) {
  for (const auto& probe : probes.returns) {
    series.add({probe.name}, static_cast<double>(probe.throttled_ms.value()) / 1000.0);
  }
}

void return_seconds(const Probes& probes, Series& series) {
  for (const auto& probe : probes.returns) {
    HistogramSum sum;
    sum.add(probe.seconds);
    series.add({probe.name}, sum);
  }
}

void add_losses(const std::array<Counter, enum_count<ReturnLoss>>& counts, std::string_view name,
                bool (*counted)(ReturnLoss), Series& series) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto loss = static_cast<ReturnLoss>(i);
    if (!counted(loss)) continue;
    series.add({name, to_string(loss)}, static_cast<double>(counts[i].value()));
  }
}

void dropped(const Probes& probes, Series& series) {
  for (const auto& probe : probes.returns) {
    add_losses(
        probe.dropped, probe.name, [](ReturnLoss) { return true; }, series);
  }
}

void dead_lettered(const Probes& probes, Series& series) {
  for (const auto& probe : probes.returns) {
    add_losses(
        probe.dead_lettered, probe.name, [](ReturnLoss loss) { return can_never_be_sent(loss); },
        series);
  }
}

std::vector<Metric> of_sources() {
  return {
      {"sluice_source_up",
       "1 while the source reaches its broker.",
       gauge,
       {"source"},
       per_source<&S::up>},
      {"sluice_source_paused",
       "1 while the source is asked for no more messages.",
       gauge,
       {"source"},
       per_source<&S::paused>},
      {"sluice_source_pending",
       "Messages received and not yet dealt with.",
       gauge,
       {"source"},
       per_source<&S::pending>},
      {"sluice_source_lag",
       "Messages that the broker has and has not given us yet; absent where it is not known.",
       gauge,
       {"source"},
       source_lag},
      {"sluice_source_messages_received_total",
       "Messages received from the broker.",
       counter,
       {"source"},
       per_source<&S::received>},
      {"sluice_source_messages_unmatched_total",
       "Messages that no return takes.",
       counter,
       {"source"},
       per_source<&S::unmatched>},
      {"sluice_source_errors_total",
       "Errors that the broker's client library reported.",
       counter,
       {"source"},
       per_source<&S::errors>},
  };
}

std::vector<Metric> of_returns() {
  return {
      {"sluice_return_messages_received_total",
       "Messages that the return took.",
       counter,
       {"return"},
       per_return<&R::received>},
      {"sluice_return_events_sent_total",
       "Events published.",
       counter,
       {"return"},
       per_return<&R::sent>},
      {"sluice_return_retries_total",
       "Events sent once more, after a refusal or a lost connection.",
       counter,
       {"return"},
       per_return<&R::retries>},
      {"sluice_return_throttled_seconds_total",
       "Time that events waited for nothing but the rate limit, added up.",
       counter,
       {"return"},
       throttled_seconds},
      {"sluice_return_dropped_total",
       "Messages that became no event and went nowhere else.",
       counter,
       {"return", "reason"},
       dropped},
      {"sluice_return_dead_lettered_total",
       "Messages that became no event and went to the dead-letter topic.",
       counter,
       {"return", "reason"},
       dead_lettered},
      {"sluice_return_pending",
       "Messages taken that have no outcome yet.",
       gauge,
       {"return"},
       per_return<&R::pending>},
      {"sluice_return_seconds",
       "Time from the arrival of a message to its outcome.",
       histogram,
       {"return"},
       return_seconds},
  };
}

}  // namespace

std::vector<Metric> return_metrics() {
  auto metrics = of_sources();
  const auto returns = of_returns();
  metrics.insert(metrics.end(), returns.begin(), returns.end());
  return metrics;
}

}  // namespace sluice::telemetry
