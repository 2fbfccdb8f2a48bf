#include "gateway/tap/tap_metrics.hpp"

namespace sluice::tap {

telemetry::Metrics tap_metrics(const TapProbe& probe) {
  return {{"sluice_taps",
           "Clients that watch through sluice tap or the status page; at most 4.",
           telemetry::MetricType::gauge,
           {},
           [&probe](telemetry::Series& series) {
             series.add({}, static_cast<double>(probe.open.value()));
           }},
          {"sluice_tap_items_total",
           "Items of taps: shown to their clients, or passed over, as there were too many in one "
           "second or the client was slow. The relay is not concerned.",
           telemetry::MetricType::counter,
           {"result"},
           [&probe](telemetry::Series& series) {
             series.add({"shown"}, static_cast<double>(probe.shown.value()));
             series.add({"passed_over"}, static_cast<double>(probe.passed_over.value()));
           }}};
}

}  // namespace sluice::tap
