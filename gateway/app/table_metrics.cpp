#include "gateway/app/table_metrics.hpp"

#include "gateway/telemetry/probe_series.hpp"

namespace sluice::app {

telemetry::Metrics table_metrics(const std::list<TableProbe>& probes) {
  return {
      {"sluice_tables_unread",
       "Shards that have not read yet which rows the sink's tables have: until then the rows of "
       "members who left before the start stay.",
       telemetry::MetricType::gauge,
       {"sink"},
       telemetry::sums<&TableProbe::unread>(probes)},
      {"sluice_table_rows_removed_total",
       "Rows of tables removed since the member had left before the process started.",
       telemetry::MetricType::counter,
       {"sink"},
       telemetry::sums<&TableProbe::rows_removed>(probes)},
  };
}

}  // namespace sluice::app
