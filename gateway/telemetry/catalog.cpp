#include "gateway/telemetry/catalog.hpp"

#include <utility>

#include "gateway/telemetry/connection_metrics.hpp"
#include "gateway/telemetry/process_usage.hpp"
#include "gateway/telemetry/return_metrics.hpp"
#include "gateway/telemetry/sink_metrics.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::telemetry {
namespace {

void build_info(const Probes&, Series& series) {
  series.add({version()}, 1.0);
}

template <double (*Value)()>
void of_process(const Probes&, Series& series) {
  series.add({}, Value());
}

constexpr auto counter = MetricType::counter;
constexpr auto gauge = MetricType::gauge;

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

std::vector<Sample> Metric::read(const Probes& probes) const {
  Series series{labels.size()};
  collect(probes, series);
  return std::move(series).take();
}

}  // namespace sluice::telemetry
