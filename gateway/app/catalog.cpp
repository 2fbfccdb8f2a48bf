#include "gateway/app/catalog.hpp"

#include <utility>

#include "connectors/broker_metrics.hpp"
#include "gateway/app/certificate_metrics.hpp"
#include "gateway/app/reload_metrics.hpp"
#include "gateway/app/table_metrics.hpp"
#include "gateway/channels/probe/connection_metrics.hpp"
#include "gateway/journal/journal_metrics.hpp"
#include "gateway/net/admin_metrics.hpp"
#include "gateway/net/shard_metrics.hpp"
#include "gateway/relay/outbox_metrics.hpp"
#include "gateway/returns/return_metrics.hpp"
#include "gateway/tap/tap_metrics.hpp"
#include "gateway/telemetry/exporter.hpp"
#include "gateway/telemetry/process_metrics.hpp"

namespace sluice::app {

telemetry::Metrics catalog(const Probes& probes, telemetry::LinesLost log_lines_lost) {
  telemetry::Metrics all;
  for (const auto& more :
       {channels::connection_metrics(probes.connections), relay::outbox_metrics(probes.outboxes),
        connectors::sink_metrics(probes.sinks), table_metrics(probes.tables),
        journal::journal_metrics(probes.journals), journal::inbox_metrics(probes.inboxes),
        connectors::source_metrics(probes.sources), returns::path_metrics(probes.paths),
        returns::return_metrics(probes.returns), net::shard_metrics(probes.shards),
        reload_metrics(probes.reloads), net::admin_metrics(probes.admin),
        tap::tap_metrics(probes.taps), certificate_metrics(probes.certificates),
        telemetry::log_metrics(std::move(log_lines_lost)), telemetry::process_metrics()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

/// With one thing of each kind, so that each label shows its values.
std::string metrics_page() {
  Probes probes;
  probes.shards.emplace_back();
  probes.connections.emplace_back();
  probes.outboxes.emplace_back();
  probes.sinks.emplace_back();
  probes.tables.emplace_back();
  probes.journals.emplace_back();
  probes.sources.emplace_back();
  probes.paths.emplace_back();
  probes.inboxes.emplace_back();
  probes.returns.emplace_back();
  for (const auto use : {config::CertificateUse::authorities, config::CertificateUse::own}) {
    probes.certificates.push_back({.file = "", .use = use, .expiry = {}});
  }
  return telemetry::describe(catalog(probes, [] { return 0U; }));
}

}  // namespace sluice::app
