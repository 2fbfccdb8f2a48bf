#include "gateway/telemetry/log_metrics.hpp"

#include <utility>

namespace sluice::telemetry {

Metrics log_metrics(LinesLost lines_lost) {
  return {
      {"sluice_log_lines_lost_total",
       "Log lines that were lost because standard error was not read in time or could not be "
       "written.",
       MetricType::counter,
       {},
       [lost = std::move(lines_lost)](Series& series) {
         series.add({}, static_cast<double>(lost()));
       }},
  };
}

}  // namespace sluice::telemetry
