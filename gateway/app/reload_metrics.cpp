#include "gateway/app/reload_metrics.hpp"

namespace sluice::app {

telemetry::Metrics reload_metrics(const ReloadProbe& probe) {
  return {
      {"sluice_config_reloads_total",
       "How often the configuration was read again, by what came of it: applied; unchanged; "
       "invalid (the file is not good) and refused (a change in it needs a restart) leave the old "
       "one running.",
       telemetry::MetricType::counter,
       {"result"},
       [&probe](telemetry::Series& series) {
         for (std::size_t i = 0; i < probe.reloads.size(); ++i) {
           series.add({to_string(static_cast<ReloadResult>(i))},
                      static_cast<double>(probe.reloads[i].value()));
         }
       }},
  };
}

}  // namespace sluice::app
