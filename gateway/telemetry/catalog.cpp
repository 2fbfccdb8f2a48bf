#include "gateway/telemetry/catalog.hpp"

#include <algorithm>
#include <string>

#include "gateway/telemetry/process_usage.hpp"
#include "gateway/telemetry/return_metrics.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::telemetry {
namespace {

double number(const Counter& counter) {
  return static_cast<double>(counter.value());
}
double number(const Gauge& gauge) {
  return static_cast<double>(gauge.value());
}

template <auto Member>
void per_connection(const Probes& probes, Series& series) {
  for (const auto& probe : probes.connections) {
    series.add({probe.connection}, number(probe.*Member));
  }
}

template <auto Member>
void per_connection_time(const Probes& probes, Series& series) {
  for (const auto& probe : probes.connections) {
    HistogramSum sum;
    sum.add(probe.*Member);
    series.add({probe.connection}, sum);
  }
}

/// One series per value of Enum, which is the metric's second label.
template <auto Member, class Enum>
void per_connection_by(const Probes& probes, Series& series) {
  for (const auto& probe : probes.connections) {
    const auto& values = probe.*Member;
    for (std::size_t i = 0; i < values.size(); ++i) {
      series.add({probe.connection, to_string(static_cast<Enum>(i))}, number(values[i]));
    }
  }
}

/// Calls `each` once per sink name with the probes of its instances, one of each shard.
template <class Each>
void for_each_sink(const Probes& probes, Each each) {
  std::vector<const SinkProbe*> instances;
  const auto& sinks = probes.sinks;
  for (auto first = sinks.begin(); first != sinks.end(); ++first) {
    const auto same = [&](const SinkProbe& other) { return other.sink == first->sink; };
    if (std::any_of(sinks.begin(), first, same)) continue;
    instances.clear();
    for (const auto& probe : sinks) {
      if (same(probe)) instances.push_back(&probe);
    }
    each(first->sink, instances);
  }
}

template <auto Member>
void per_sink(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    double sum = 0.0;
    for (const auto* probe : instances) sum += number(probe->*Member);
    series.add({sink}, sum);
  });
}

template <auto Member>
void per_sink_time(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    HistogramSum sum;
    for (const auto* probe : instances) sum.add(probe->*Member);
    series.add({sink}, sum);
  });
}

template <auto Member, class Enum>
void per_sink_by(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    for (std::size_t i = 0; i < (instances.front()->*Member).size(); ++i) {
      double sum = 0.0;
      for (const auto* probe : instances) sum += number((probe->*Member)[i]);
      series.add({sink, to_string(static_cast<Enum>(i))}, sum);
    }
  });
}

/// A sink is up when every shard reaches it: one that does not holds back its connections' events.
void sink_up(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    const bool up = std::all_of(instances.begin(), instances.end(),
                                [](const SinkProbe* probe) { return probe->up.value() != 0; });
    series.add({sink}, up ? 1.0 : 0.0);
  });
}

double ratio(const Gauge& level, const Gauge& limit) {
  return limit.value() > 0 ? number(level) / number(limit) : 0.0;
}

/// The fullest shard counts: it is the first to drop or to block.
void outbox_fill_ratio(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    double fullest = 0.0;
    for (const SinkProbe* probe : instances) {
      fullest = std::max({fullest, ratio(probe->outbox_records, probe->outbox_max_records),
                          ratio(probe->outbox_bytes, probe->outbox_max_bytes)});
    }
    series.add({sink}, fullest);
  });
}

void build_info(const Probes&, Series& series) {
  series.add({version()}, 1.0);
}

template <double (*Value)()>
void of_process(const Probes&, Series& series) {
  series.add({}, Value());
}

constexpr auto counter = prometheus::MetricType::Counter;
constexpr auto gauge = prometheus::MetricType::Gauge;
constexpr auto histogram = prometheus::MetricType::Histogram;
using C = ConnectionProbe;
using S = SinkProbe;

std::vector<Metric> connection_metrics() {
  return {
      {"sluice_connection_state",
       "1 for the state the connection is in, 0 for the others.",
       gauge,
       {"connection", "state"},
       per_connection_by<&C::state, ConnectionState>},
      {"sluice_subscriptions",
       "Wanted channels by the state of their subscription.",
       gauge,
       {"connection", "state"},
       per_connection_by<&C::subscriptions, SubscriptionState>},
      {"sluice_connection_losses_total",
       "Times a connection was lost or could not be made.",
       counter,
       {"connection", "reason"},
       per_connection_by<&C::losses, LossReason>},
      {"sluice_events_received_total",
       "Events received on subscribed channels.",
       counter,
       {"connection", "kind"},
       per_connection_by<&C::events, EventKind>},
      {"sluice_events_unrouted_total",
       "Events that no route matched.",
       counter,
       {"connection"},
       per_connection<&C::unrouted>},
      {"sluice_frames_malformed_total",
       "Text frames that are not a protocol 7 message.",
       counter,
       {"connection"},
       per_connection<&C::malformed_frames>},
      {"sluice_frames_ignored_total",
       "Binary frames and events of channels that are not subscribed.",
       counter,
       {"connection"},
       per_connection<&C::ignored_frames>},
      {"sluice_server_errors_total",
       "pusher:error events from the server.",
       counter,
       {"connection"},
       per_connection<&C::server_errors>},
      {"sluice_received_bytes_total",
       "Bytes read from the WebSocket, framing included.",
       counter,
       {"connection"},
       per_connection<&C::received_bytes>},
      {"sluice_auth_requests_total",
       "Channel authorisations by how they ended.",
       counter,
       {"connection", "result"},
       per_connection_by<&C::auth, AuthResult>},
      {"sluice_auth_seconds",
       "Time from asking for an authorisation to its answer.",
       histogram,
       {"connection"},
       per_connection_time<&C::auth_seconds>},
      {"sluice_presence_members",
       "Members of the presence channels subscribed to.",
       gauge,
       {"connection"},
       per_connection<&C::presence_members>},
  };
}

std::vector<Metric> sink_metrics() {
  return {
      {"sluice_records_offered_total",
       "Records that routes made for the sink.",
       counter,
       {"sink"},
       per_sink<&S::offered>},
      {"sluice_records_total",
       "Records by what became of them at the broker.",
       counter,
       {"sink", "outcome"},
       per_sink_by<&S::settled, Outcome>},
      {"sluice_records_dropped_total",
       "Records given up before the sink had them.",
       counter,
       {"sink", "reason"},
       per_sink_by<&S::dropped, DropReason>},
      {"sluice_outbox_records",
       "Records in the outbox: waiting, or submitted and not settled.",
       gauge,
       {"sink"},
       per_sink<&S::outbox_records>},
      {"sluice_outbox_bytes",
       "Bytes of the records in the outbox.",
       gauge,
       {"sink"},
       per_sink<&S::outbox_bytes>},
      {"sluice_outbox_fill_ratio",
       "How full the fullest shard's outbox is, by records or by bytes: 1 is full.",
       gauge,
       {"sink"},
       outbox_fill_ratio},
      {"sluice_sink_in_flight",
       "Records submitted to the broker's client and not settled.",
       gauge,
       {"sink"},
       per_sink<&S::in_flight>},
      {"sluice_delivery_seconds",
       "Time from the offer of a record to its outcome.",
       histogram,
       {"sink"},
       per_sink_time<&S::delivery_seconds>},
      {"sluice_sink_up", "1 while every shard reaches the broker.", gauge, {"sink"}, sink_up},
      {"sluice_sink_errors_total",
       "Errors that the broker's client library reported.",
       counter,
       {"sink"},
       per_sink<&S::errors>},
  };
}

/// Named as Prometheus' own client libraries name them: dashboards for any process know them.
std::vector<Metric> process_metrics() {
  return {
      {"sluice_build_info",
       "Always 1; the label tells which version runs.",
       gauge,
       {"version"},
       build_info},
      {"process_cpu_seconds_total",
       "Processor time used, in user and system mode.",
       counter,
       {},
       of_process<cpu_seconds>},
      {"process_resident_memory_bytes",
       "Memory that is in RAM.",
       gauge,
       {},
       of_process<resident_bytes>},
      {"process_open_fds", "Open file descriptors.", gauge, {}, of_process<open_files>},
      {"process_max_fds", "Open file descriptors at most.", gauge, {}, of_process<open_files_max>},
      {"process_start_time_seconds",
       "When the process started, in seconds since 1970.",
       gauge,
       {},
       of_process<start_time_seconds>},
  };
}

}  // namespace

std::span<const Metric> catalog() {
  static const auto all = [] {
    auto metrics = connection_metrics();
    for (const auto& more : {sink_metrics(), return_metrics(), process_metrics()}) {
      metrics.insert(metrics.end(), more.begin(), more.end());
    }
    return metrics;
  }();
  return all;
}

prometheus::MetricFamily Metric::read(const Probes& probes) const {
  prometheus::MetricFamily family{std::string{name}, std::string{help}, type, {}};
  Series series{family, labels};
  collect(probes, series);
  return family;
}

}  // namespace sluice::telemetry
