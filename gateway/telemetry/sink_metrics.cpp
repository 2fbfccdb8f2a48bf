#include "gateway/telemetry/sink_metrics.hpp"

#include <algorithm>
#include <string_view>

namespace sluice::telemetry {
namespace {

double number(const Counter& counter) {
  return static_cast<double>(counter.value());
}
double number(const Gauge& gauge) {
  return static_cast<double>(gauge.value());
}

/// Calls `each` once per sink name with the probes of its instances, one of each shard.
template <class Each>
void for_each_sink(const Probes& probes, Each each) {
  std::vector<const SinkProbe*> instances;
  const auto& sinks = probes.sinks;
  for (auto first = sinks.begin(); first != sinks.end(); ++first) {
    const auto same = [&](const SinkProbe& other) { return other.sink == first->sink; };
    if (std::any_of(sinks.begin(), first, same)) continue;
    instances.clear();
    for (const auto& probe : sinks) {
      if (same(probe)) instances.push_back(&probe);
    }
    each(first->sink, instances);
  }
}

template <auto Member>
void per_sink(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    double sum = 0.0;
    for (const auto* probe : instances) sum += number(probe->*Member);
    series.add({sink}, sum);
  });
}

template <auto Member>
void per_sink_time(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    HistogramSum sum;
    for (const auto* probe : instances) sum.add(probe->*Member);
    series.add({sink}, sum);
  });
}

template <auto Member, class Enum>
void per_sink_by(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    for (std::size_t i = 0; i < (instances.front()->*Member).size(); ++i) {
      double sum = 0.0;
      for (const auto* probe : instances) sum += number((probe->*Member)[i]);
      series.add({sink, to_string(static_cast<Enum>(i))}, sum);
    }
  });
}

/// A sink is up when every shard reaches it: one that does not holds back its connections' events.
void sink_up(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    const bool up = std::all_of(instances.begin(), instances.end(),
                                [](const SinkProbe* probe) { return probe->up.value() != 0; });
    series.add({sink}, up ? 1.0 : 0.0);
  });
}

double ratio(const Gauge& level, const Gauge& limit) {
  return limit.value() > 0 ? number(level) / number(limit) : 0.0;
}

/// The fullest shard counts: it is the first to drop or to block.
void outbox_fill_ratio(const Probes& probes, Series& series) {
  for_each_sink(probes, [&](std::string_view sink, const auto& instances) {
    double fullest = 0.0;
    for (const SinkProbe* probe : instances) {
      fullest = std::max({fullest, ratio(probe->outbox_records, probe->outbox_max_records),
                          ratio(probe->outbox_bytes, probe->outbox_max_bytes),
                          ratio(probe->outbox_memory, probe->outbox_max_memory)});
    }
    series.add({sink}, fullest);
  });
}

constexpr auto counter = MetricType::counter;
constexpr auto gauge = MetricType::gauge;
constexpr auto histogram = MetricType::histogram;
using S = SinkProbe;

}  // namespace

std::vector<Metric> sink_metrics() {
  return {
      {"sluice_records_offered_total",
       "Records that routes made for the sink.",
       counter,
       {"sink"},
       per_sink<&S::offered>},
      {"sluice_records_total",
       "Records by what became of them at the broker.",
       counter,
       {"sink", "outcome"},
       per_sink_by<&S::settled, Outcome>},
      {"sluice_records_dropped_total",
       "Records given up before the sink had them.",
       counter,
       {"sink", "reason"},
       per_sink_by<&S::dropped, DropReason>},
      {"sluice_outbox_records",
       "Records in the outbox: waiting, or submitted and not settled.",
       gauge,
       {"sink"},
       per_sink<&S::outbox_records>},
      {"sluice_outbox_bytes",
       "Bytes of the records in the outbox.",
       gauge,
       {"sink"},
       per_sink<&S::outbox_bytes>},
      {"sluice_outbox_fill_ratio",
       "How full the fullest shard's outbox is, by records, by bytes or by the memory that "
       "records slow to settle hold: 1 is full.",
       gauge,
       {"sink"},
       outbox_fill_ratio},
      {"sluice_sink_in_flight",
       "Records submitted to the broker's client and not settled.",
       gauge,
       {"sink"},
       per_sink<&S::in_flight>},
      {"sluice_delivery_seconds",
       "Time from the offer of a record to its outcome.",
       histogram,
       {"sink"},
       per_sink_time<&S::delivery_seconds>},
      {"sluice_sink_up", "1 while every shard reaches the broker.", gauge, {"sink"}, sink_up},
      {"sluice_sink_errors_total",
       "Errors that the broker's client library reported.",
       counter,
       {"sink"},
       per_sink<&S::errors>},
      {"sluice_tables_unread",
       "Shards that have not read yet which rows the sink's tables have: until then the rows of "
       "members who left before the start stay.",
       gauge,
       {"sink"},
       per_sink<&S::tables_unread>},
      {"sluice_table_rows_removed_total",
       "Rows of tables removed since the member had left before the process started.",
       counter,
       {"sink"},
       per_sink<&S::table_rows_removed>},
      {"sluice_journal_recovered_total",
       "Records that the journal gave back when the process started.",
       counter,
       {"sink"},
       per_sink<&S::recovered>},
      {"sluice_journal_lost_total",
       "Records that were in the journal and could not be read when the process started.",
       counter,
       {"sink"},
       per_sink<&S::journal_lost>},
      {"sluice_journal_failed",
       "Journals of the sink whose disk has failed: their records are in memory only.",
       gauge,
       {"sink"},
       per_sink<&S::journal_failed>},
      {"sluice_journal_bytes",
       "Disk space of the sink's journals, spare segments aside.",
       gauge,
       {"sink"},
       per_sink<&S::journal_bytes>},
      {"sluice_journal_written_total",
       "Records written to the journal: offered, and not written, is what a kill can lose.",
       counter,
       {"sink"},
       per_sink<&S::journal_written>},
      {"sluice_journal_write_seconds",
       "Time from the end of a turn until its records are written.",
       histogram,
       {"sink"},
       per_sink_time<&S::journal_write_seconds>},
      {"sluice_journal_sync_seconds",
       "Time from the end of a turn until its records would survive a power cut.",
       histogram,
       {"sink"},
       per_sink_time<&S::journal_sync_seconds>},
  };
}

}  // namespace sluice::telemetry
