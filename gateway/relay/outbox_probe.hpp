#pragma once

#include <array>
#include <string>

#include "gateway/core/delivery.hpp"
#include "gateway/relay/drop_reason.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::relay {

/// What one shard's outbox of a sink counts. Written by the shard's thread only.
struct OutboxProbe {
  std::string name;  ///< of the sink

  std::array<telemetry::Counter, enum_count<Outcome>> settled;
  std::array<telemetry::Counter, enum_count<DropReason>> dropped;
  telemetry::Counter offered;
  telemetry::Counter recovered;  ///< records that the journal had at the start
  telemetry::Gauge records;      ///< in memory
  telemetry::Gauge bytes;
  telemetry::Gauge backlog_records;  ///< in the journal only
  telemetry::Gauge backlog_bytes;
  telemetry::Gauge memory;       ///< bytes of the blocks that hold records, and their gaps
  telemetry::Gauge max_records;  ///< the outbox is full at this many records
  telemetry::Gauge max_bytes;    ///< or at this many bytes
  telemetry::Gauge max_memory;   ///< or at this much memory in blocks
  telemetry::Gauge max_disk;     ///< or, with a journal, at this many bytes in all; 0 without one
  telemetry::Gauge in_flight;
  telemetry::Histogram delivery_seconds;  ///< offer to outcome
};

}  // namespace sluice::relay
