#include "gateway/relay/outbox_metrics.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/telemetry/probe_series.hpp"

namespace sluice::relay {
namespace {

using telemetry::sums;
using telemetry::sums_by;
using telemetry::times;

constexpr auto counter = telemetry::MetricType::counter;
constexpr auto gauge = telemetry::MetricType::gauge;
constexpr auto histogram = telemetry::MetricType::histogram;

double ratio(const telemetry::Gauge& level, const telemetry::Gauge& limit) {
  return limit.value() > 0 ? static_cast<double>(level.value()) / static_cast<double>(limit.value())
                           : 0.0;
}

/// With a journal, three quarters of the memory are used before the disk is, and the last quarter
/// only while the disk is slow.
double fill(const OutboxProbe& probe) {
  const double memory =
      std::max({ratio(probe.records, probe.max_records), ratio(probe.bytes, probe.max_bytes),
                ratio(probe.memory, probe.max_memory)});
  if (probe.max_disk.value() == 0) return memory;
  const double disk = static_cast<double>(probe.bytes.value() + probe.backlog_bytes.value()) /
                      static_cast<double>(probe.max_disk.value());
  return std::max(disk, 4 * memory - 3);
}

/// The fullest shard counts: it is the first to drop or to block.
telemetry::Collect fill_ratio(const std::list<OutboxProbe>& probes) {
  return [&probes](telemetry::Series& series) {
    telemetry::for_each_name(probes, [&](std::string_view name, const auto& shards) {
      double fullest = 0.0;
      for (const OutboxProbe* probe : shards) fullest = std::max(fullest, fill(*probe));
      series.add({name}, fullest);
    });
  };
}

}  // namespace

telemetry::Metrics outbox_metrics(const std::list<OutboxProbe>& probes) {
  return {
      {"sluice_records_offered_total",
       "Records that routes made for the sink.",
       counter,
       {"sink"},
       sums<&OutboxProbe::offered>(probes)},
      {"sluice_records_total",
       "Records by what became of them at the broker.",
       counter,
       {"sink", "outcome"},
       sums_by<&OutboxProbe::settled, Outcome>(probes)},
      {"sluice_records_dropped_total",
       "Records given up before the sink had them.",
       counter,
       {"sink", "reason"},
       sums_by<&OutboxProbe::dropped, DropReason>(probes)},
      {"sluice_outbox_records",
       "Records of the outbox in memory: waiting, or submitted and not settled.",
       gauge,
       {"sink"},
       sums<&OutboxProbe::records>(probes)},
      {"sluice_outbox_bytes",
       "Bytes of the records of the outbox in memory.",
       gauge,
       {"sink"},
       sums<&OutboxProbe::bytes>(probes)},
      {"sluice_outbox_backlog_records",
       "Records of the outbox that are in the journal only.",
       gauge,
       {"sink"},
       sums<&OutboxProbe::backlog_records>(probes)},
      {"sluice_outbox_backlog_bytes",
       "Bytes of the records that are in the journal only.",
       gauge,
       {"sink"},
       sums<&OutboxProbe::backlog_bytes>(probes)},
      {"sluice_outbox_fill_ratio",
       "How full the fullest shard's outbox is, by records, by bytes, by the memory that records "
       "slow to settle hold, or, with a journal, by the bytes in it: 1 is full.",
       gauge,
       {"sink"},
       fill_ratio(probes)},
      {"sluice_sink_in_flight",
       "Records submitted to the broker's client and not settled.",
       gauge,
       {"sink"},
       sums<&OutboxProbe::in_flight>(probes)},
      {"sluice_delivery_seconds",
       "Time from the offer of a record to its outcome.",
       histogram,
       {"sink"},
       times<&OutboxProbe::delivery_seconds>(probes)},
      {"sluice_journal_recovered_total",
       "Records that the journal gave back when the process started.",
       counter,
       {"sink"},
       sums<&OutboxProbe::recovered>(probes)},
  };
}

}  // namespace sluice::relay
