#include "gateway/app/journal_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "gateway/core/timestamp.hpp"

namespace sluice::app {
namespace {

using Json = nlohmann::ordered_json;

/// More ranges of settled records make the table hard to read.
constexpr std::size_t ranges_shown = 3;

constexpr std::size_t columns = 10;
using Row = std::array<std::string, columns>;

std::uint64_t disk_bytes(const journal::Recovery& recovery) {
  std::uint64_t bytes = 0;
  for (const auto& segment : recovery.segments) bytes += segment.capacity;
  return bytes;
}

std::vector<journal::Range> settled(const journal::Recovery& recovery) {
  const auto& known = recovery.checkpoint.settled;
  std::vector<journal::Range> ranges;
  if (known.through() > 0) ranges.push_back({1, known.through()});
  for (const auto& [first, last] : known.beyond()) ranges.push_back({first, last});
  return ranges;
}

std::string shown(std::vector<journal::Range> ranges) {
  if (ranges.empty()) return "-";
  const std::size_t more = ranges.size() - std::min(ranges.size(), ranges_shown);
  ranges.resize(ranges.size() - more);
  return to_string(ranges) + (more == 0 ? "" : fmt::format(" and {} ranges more", more));
}

std::string time_of(const JournalEnd& end) {
  return end.received_at ? timestamp(*end.received_at) : "-";
}

Row row_of(const ReadJournal& read) {
  const auto& [folder, recovery, oldest, newest] = read;
  if (recovery.newer_format) {
    return {folder, fmt::format("{} (newer)", recovery.newest_format),
            "-",    "-",
            "-",    "-",
            "-",    "-",
            "-",    "-"};
  }
  return {folder,
          std::to_string(recovery.newest_format),
          std::to_string(recovery.segments.size() + recovery.unreadable.size()),
          std::to_string(disk_bytes(recovery)),
          std::to_string(recovery.records),
          std::to_string(recovery.bytes),
          oldest ? fmt::format("{} {}", oldest->sequence, time_of(*oldest)) : "-",
          newest ? fmt::format("{} {}", newest->sequence, time_of(*newest)) : "-",
          std::to_string(recovery.checkpoint.next_sequence),
          shown(settled(recovery))};
}

Json json_of(const std::optional<JournalEnd>& end) {
  if (!end) return nullptr;
  Json json{{"sequence", end->sequence}};
  if (end->received_at) json["time"] = timestamp(*end->received_at);
  return json;
}

Json json_of(const std::vector<journal::Range>& ranges) {
  Json json = Json::array();
  for (const auto& [first, last] : ranges) json.push_back({first, last});
  return json;
}

Json json_of(const ReadJournal& read) {
  const auto& recovery = read.recovery;
  Json json{{"journal", read.folder}, {"format", recovery.newest_format}};
  json["readable"] = !recovery.newer_format;
  if (recovery.newer_format) return json;
  json["segments"] = recovery.segments.size() + recovery.unreadable.size();
  json["disk_bytes"] = disk_bytes(recovery);
  json["records"] = recovery.records;
  json["bytes"] = recovery.bytes;
  json["oldest"] = json_of(read.oldest);
  json["newest"] = json_of(read.newest);
  json["next_sequence"] = recovery.checkpoint.next_sequence;
  json["settled"] = json_of(settled(recovery));
  std::uint64_t lost = 0;
  for (const auto& loss : recovery.losses) lost += count_of(loss.sequences);
  json["lost"] = lost;
  return json;
}

}  // namespace

std::string journal_table(const std::vector<ReadJournal>& journals) {
  std::vector<Row> rows{{"JOURNAL", "FORMAT", "SEGMENTS", "DISK BYTES", "RECORDS", "BYTES",
                         "OLDEST", "NEWEST", "NEXT", "SETTLED"}};
  for (const auto& read : journals) rows.push_back(row_of(read));
  std::array<std::size_t, columns> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string table;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < columns; ++i) {
      table += fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    table += row.back() + '\n';
  }
  return table;
}

std::string journal_json(const std::vector<ReadJournal>& journals) {
  Json json = Json::array();
  for (const auto& read : journals) json.push_back(json_of(read));
  return json.dump() + '\n';
}

std::string newer_format_text(const journal::Recovery& recovery) {
  return fmt::format("{}: written by a newer version, in format {}; this one reads up to {}",
                     recovery.newest_file, recovery.newest_format, journal::format_version);
}

std::vector<std::string> loss_lines(const std::vector<journal::SegmentLoss>& losses) {
  std::vector<std::string> lines;
  for (const auto& loss : losses) {
    const std::string file =
        loss.segment == 0 ? "a segment that is not known" : journal::segment_name(loss.segment);
    lines.push_back(fmt::format("{}: {} records lost: {}", file, count_of(loss.sequences),
                                to_string(loss.sequences)));
  }
  return lines;
}

Soundness soundness_of(const journal::Recovery& recovery) {
  Soundness found{.is_sound = recovery.losses.empty() && recovery.damaged.empty(),
                  .lines = loss_lines(recovery.losses),
                  .summary = {}};
  for (const auto number : recovery.damaged) {
    found.lines.push_back(
        journal::segment_name(number) +
        ": its header cannot be read; records that no checkpoint knows may be lost as well");
  }
  for (const auto& name : recovery.foreign) {
    found.lines.push_back(name + ": not a file of the journal, and not read");
  }
  if (recovery.checkpoint_damaged) {
    found.lines.push_back(std::string{journal::checkpoint_name} +
                          ": damaged; no record is lost, and some may be sent twice");
  }
  found.summary =
      fmt::format("{}; {} unsettled records in {} segments", found.is_sound ? "sound" : "damaged",
                  recovery.records, recovery.segments.size());
  return found;
}

}  // namespace sluice::app
