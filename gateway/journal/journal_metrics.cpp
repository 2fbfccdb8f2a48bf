#include "gateway/journal/journal_metrics.hpp"

#include "gateway/telemetry/probe_series.hpp"

namespace sluice::journal {
namespace {

using telemetry::sums;
using telemetry::times;

constexpr auto counter = telemetry::MetricType::counter;
constexpr auto gauge = telemetry::MetricType::gauge;
constexpr auto histogram = telemetry::MetricType::histogram;

}  // namespace

telemetry::Metrics journal_metrics(const std::list<JournalProbe>& probes) {
  return {
      {"sluice_journal_lost_total",
       "Records that were in the journal and could not be read when the process started.",
       counter,
       {"sink"},
       sums<&JournalProbe::lost>(probes)},
      {"sluice_journal_failed",
       "Journals of the sink whose disk has failed: their records are in memory only.",
       gauge,
       {"sink"},
       sums<&JournalProbe::failed>(probes)},
      {"sluice_journal_full",
       "Journals of the sink whose disk is full: their new records are in memory only, until there "
       "is room.",
       gauge,
       {"sink"},
       sums<&JournalProbe::full>(probes)},
      {"sluice_journal_bytes",
       "Disk space of the sink's journals, spare segments aside.",
       gauge,
       {"sink"},
       sums<&JournalProbe::bytes>(probes)},
      {"sluice_journal_written_total",
       "Records written to the journal: offered, and not written, is what a kill can lose.",
       counter,
       {"sink"},
       sums<&JournalProbe::written>(probes)},
      {"sluice_journal_write_seconds",
       "Time from the end of a turn until its records are written.",
       histogram,
       {"sink"},
       times<&JournalProbe::write_seconds>(probes)},
      {"sluice_journal_sync_seconds",
       "Time from the end of a turn until its records would survive a power cut.",
       histogram,
       {"sink"},
       times<&JournalProbe::sync_seconds>(probes)},
  };
}

}  // namespace sluice::journal
