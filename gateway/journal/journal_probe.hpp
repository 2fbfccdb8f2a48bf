#pragma once

#include <string>

#include "gateway/telemetry/counter.hpp"

namespace sluice::journal {

/// What the journal of one shard's outbox counts. Those from `bytes` on are written by the
/// journals' threads, each by one of them, the others by the shard's.
struct JournalProbe {
  std::string name;  ///< of the sink

  telemetry::Counter lost;             ///< records that it had at the start and that cannot be read
  telemetry::Gauge failed;             ///< 1 since the disk failed: records are in memory only
  telemetry::Gauge full;               ///< 1 while the disk is full: the same, for that time
  telemetry::Gauge bytes;              ///< of its files
  telemetry::Counter written;          ///< records
  telemetry::Histogram write_seconds;  ///< from the end of a turn until its records are written
  telemetry::Histogram sync_seconds;   ///< and until they would survive a power cut
};

/// The same of the inbox of a source, whose name it has. `lost` and `failed` are written by the
/// source's shard; `settled` as well; the others by whichever thread has a message, one at a time.
struct InboxProbe : JournalProbe {
  telemetry::Counter recovered;  ///< messages that it had at the start
  telemetry::Counter settled;
  telemetry::Counter refused;  ///< left to the broker
};

}  // namespace sluice::journal
