#include "gateway/app/certificate_metrics.hpp"

namespace sluice::app {

telemetry::Metrics certificate_metrics(const std::vector<config::Certificates>& certificates) {
  return {
      {"sluice_certificate_expiry_timestamp_seconds",
       "When the certificates of a file expire that is in use, as Unix time: the first of our own "
       "(own), the last of those whom we trust (authorities).",
       telemetry::MetricType::gauge,
       {"file", "use"},
       [&certificates](telemetry::Series& series) {
         for (const auto& [file, use, expiry] : certificates) {
           series.add({file, to_string(use)},
                      static_cast<double>(expiry.time_since_epoch().count()));
         }
       }},
  };
}

}  // namespace sluice::app
