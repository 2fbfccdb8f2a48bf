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
      {"sluice_config_last_reload_successful",
       "1 when the last reload was applied or found nothing to apply, and from the start; 0 when "
       "it "
       "was invalid or refused, so that the file is not what runs.",
       telemetry::MetricType::gauge,
       {},
       [&probe](telemetry::Series& series) {
         series.add({}, static_cast<double>(probe.last_successful.value()));
       }},
      {"sluice_config_loaded_timestamp_seconds",
       "Since when the configuration that runs has been in use, as Unix time.",
       telemetry::MetricType::gauge,
       {},
       [&probe](telemetry::Series& series) {
         series.add({}, static_cast<double>(probe.loaded_at.value()));
       }},
      {"sluice_config_hash",
       "A number for the configuration that runs, the same in every process that runs it. Secrets "
       "do not count.",
       telemetry::MetricType::gauge,
       {},
       [&probe](telemetry::Series& series) {
         series.add({}, static_cast<double>(probe.hash.value()));
       }},
  };
}

}  // namespace sluice::app
