#include "gateway/net/admin_metrics.hpp"

namespace sluice::net {

telemetry::Metrics admin_metrics(const AdminProbe& probe) {
  return {{"sluice_admin_refusals_total",
           "Requests that the admin server refused, by what was missing. Many of token_wrong: "
           "somebody guesses; foreign_host and foreign_origin: a page in a browser here tries.",
           telemetry::MetricType::counter,
           {"reason"},
           [&probe](telemetry::Series& series) {
             for (std::size_t i = 0; i < probe.refused.size(); ++i) {
               series.add({to_string(static_cast<AdminFault>(i))},
                          static_cast<double>(probe.refused[i].value()));
             }
           }}};
}

}  // namespace sluice::net
