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

telemetry::Metrics inbox_metrics(const std::list<InboxProbe>& probes) {
  return {
      {"sluice_inbox_recovered_total",
       "Messages of earlier processes that the source's inbox had when the process started.",
       counter,
       {"source"},
       sums<&InboxProbe::recovered>(probes)},
      {"sluice_inbox_written_total",
       "Messages written to the source's inbox before the broker got its acknowledgement.",
       counter,
       {"source"},
       sums<&InboxProbe::written>(probes)},
      {"sluice_inbox_settled_total",
       "Messages of the inbox that are done with: recovered and written, and not settled, is what "
       "it "
       "holds.",
       counter,
       {"source"},
       sums<&InboxProbe::settled>(probes)},
      {"sluice_inbox_refused_total",
       "Messages left to the broker, which has to deliver them again, because the inbox was full.",
       counter,
       {"source"},
       sums<&InboxProbe::refused>(probes)},
      {"sluice_inbox_lost_total",
       "Messages that were in the inbox and could not be read when the process started.",
       counter,
       {"source"},
       sums<&InboxProbe::lost>(probes)},
      {"sluice_inbox_failed",
       "1 since the disk of the inbox failed: new messages are in memory only.",
       gauge,
       {"source"},
       sums<&InboxProbe::failed>(probes)},
      {"sluice_inbox_full",
       "1 while the inbox is full: new messages are left to the broker.",
       gauge,
       {"source"},
       sums<&InboxProbe::full>(probes)},
      {"sluice_inbox_bytes",
       "Disk space of the inbox.",
       gauge,
       {"source"},
       sums<&InboxProbe::bytes>(probes)},
      {"sluice_inbox_write_seconds",
       "Time to write a message to the inbox: its broker waits for that.",
       histogram,
       {"source"},
       times<&InboxProbe::write_seconds>(probes)},
      {"sluice_inbox_sync_seconds",
       "Time from the arrival of a message until it would survive a power cut.",
       histogram,
       {"source"},
       times<&InboxProbe::sync_seconds>(probes)},
  };
}

}  // namespace sluice::journal
