#include "gateway/telemetry/process_metrics.hpp"

#include "gateway/telemetry/process_usage.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::telemetry {
namespace {

template <double (*Value)()>
void of_process(Series& series) {
  series.add({}, Value());
}

constexpr auto counter = MetricType::counter;
constexpr auto gauge = MetricType::gauge;

}  // namespace

Metrics process_metrics() {
  return {
      {"sluice_build_info",
       "Always 1; the label tells which version runs.",
       gauge,
       {"version"},
       [](Series& series) { series.add({version()}, 1.0); }},
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

}  // namespace sluice::telemetry
