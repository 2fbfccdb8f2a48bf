#pragma once

#include <list>
#include <vector>

#include "config/pem_files.hpp"
#include "connectors/broker_probes.hpp"
#include "gateway/app/reload_probe.hpp"
#include "gateway/app/table_probe.hpp"
#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/journal/journal_probe.hpp"
#include "gateway/net/admin_probe.hpp"
#include "gateway/net/shard_probe.hpp"
#include "gateway/relay/outbox_probe.hpp"
#include "gateway/returns/path_probe.hpp"
#include "gateway/returns/return_probe.hpp"
#include "gateway/tap/tap_probe.hpp"

namespace sluice::app {

/// All probes of the process. A probe may come or go while others are written: each stays where it
/// is.
struct Probes {
  std::list<net::ShardProbe> shards;
  std::list<channels::ConnectionProbe> connections;
  // Of each sink: one on each shard, in the same order.
  std::list<relay::OutboxProbe> outboxes;
  std::list<connectors::SinkProbe> sinks;
  std::list<TableProbe> tables;
  std::list<journal::JournalProbe> journals;
  // Of each source.
  std::list<connectors::SourceProbe> sources;
  std::list<returns::PathProbe> paths;
  std::list<journal::InboxProbe> inboxes;
  std::list<returns::ReturnProbe> returns;
  ReloadProbe reloads;
  net::AdminProbe admin;
  tap::TapProbe taps;
  std::vector<config::Certificates> certificates;  ///< in use; of the main thread alone
};

}  // namespace sluice::app
