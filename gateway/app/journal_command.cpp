#include "gateway/app/journal_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <random>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/app/journal_folders.hpp"
#include "gateway/app/journal_record.hpp"
#include "gateway/app/journal_report.hpp"
#include "gateway/core/write_out.hpp"
#include "gateway/journal/local_disk.hpp"
#include "gateway/journal/observation.hpp"
#include "gateway/journal/spares.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::app {
namespace {

constexpr int status_lost = 1;
constexpr int status_unreadable = 2;

/// Text is collected up to this size before it is written.
constexpr std::size_t output_bytes = 256 * 1024;

[[noreturn]] void fail(const std::string& place, std::string_view why) {
  throw std::runtime_error(fmt::format("{}: {}", place, why));
}

/// Journals to be read, and the disk that they are on.
struct Opened {
  FoundJournals found;
  std::unique_ptr<journal::Disk> disk;

  [[nodiscard]] std::string path(const std::string& folder) const {
    return found.root + '/' + folder;
  }
};

Opened open_to_read(const std::string& folder) {
  auto found = find_journals(folder);
  if (!found) throw std::runtime_error(found.error().message);
  auto disk = journal::open_local_disk_to_read(found->root);
  if (!disk) throw std::runtime_error(disk.error().message);
  return {std::move(*found), std::move(*disk)};
}

[[noreturn]] void fail_reading(const std::string& place, journal::error_code error) {
  fail(place, error == boost::system::errc::resource_unavailable_try_again
                  ? "a gateway changes it faster than it can be read: try again, or stop it"
                  : error.message());
}

journal::Recovery observe(const Opened& opened, const std::string& folder) {
  auto recovery = journal::observe(*opened.disk, folder);
  if (!recovery) fail_reading(opened.path(folder), recovery.error());
  return std::move(*recovery);
}

void print(std::string_view text) {
  if (const int error = write_out(STDOUT_FILENO, text)) {
    fail("standard output", std::strerror(error));
  }
}

void warn(const std::string& place, std::string_view text) {
  fmt::print(stderr, "{}/{}\n", place, text);
}

JournalEnd end_of(const Opened& opened, const ReadJournal& read, std::uint64_t sequence) {
  const auto frame = journal::read_frame(*opened.disk, read.folder, read.recovery, sequence);
  JournalEnd end{.sequence = sequence};
  if (relay::is_whole_frame(frame)) {
    end.received_at = relay::read_frame(frame.data()).facts.received_at;
  }
  return end;
}

ReadJournal look_into(const Opened& opened, const std::string& folder) {
  ReadJournal read{.folder = folder, .recovery = observe(opened, folder)};
  if (read.recovery.newer_format) return read;
  const auto ranges = unsettled(read.recovery);
  if (ranges.empty()) return read;
  read.oldest = end_of(opened, read, ranges.front().first);
  read.newest = end_of(opened, read, ranges.back().last);
  return read;
}

/// Prints the lines of JSON of one journal's records; returns the status.
int export_one(const Opened& opened, const std::string& folder) {
  const std::string place = opened.path(folder);
  auto recovery = observe(opened, folder);
  if (recovery.newer_format) {
    warn(place, newer_format_text(recovery));
    return status_unreadable;
  }
  const auto losses = recovery.losses;
  std::string lines;
  std::uint64_t strange = 0;
  const auto add_line = [&](std::span<const char> frame) {
    const auto line = record_line(folder, frame);
    if (!line) return void(++strange);
    lines += *line + '\n';
    if (lines.size() >= output_bytes) print(std::exchange(lines, {}));
  };
  if (const auto error =
          journal::read_unsettled(*opened.disk, folder, std::move(recovery), add_line)) {
    fail_reading(place, error);
  }
  print(lines);
  for (const auto& line : loss_lines(losses)) warn(place, line);
  if (strange > 0) fmt::print(stderr, "{}: {} frames that are no records\n", place, strange);
  return losses.empty() && strange == 0 ? 0 : status_lost;
}

/// Settles the records before a sequence, for good.
void settle_before(journal::Disk& disk, const std::string& place, const std::string& folder,
                   journal::Recovery recovery, std::uint64_t before) {
  // It keeps no spare and needs none: files that go are removed.
  journal::Spares spares(disk, journal::segment_head_bytes, 0);
  std::random_device random;
  journal::Store store(disk, spares, folder, std::move(recovery),
                       [&random] { return std::uint64_t{random()} << 32 | random(); });
  if (const auto error = store.begin()) fail(place, error.message());
  if (before > 1) store.settle({1, before - 1});
  if (const auto error = store.checkpoint()) fail(place, error.message());
}

}  // namespace

int inspect_journals(const std::string& folder, JournalForm form) {
  const Opened opened = open_to_read(folder);
  std::vector<ReadJournal> journals;
  for (const auto& name : opened.found.folders) journals.push_back(look_into(opened, name));
  print(form == JournalForm::json ? journal_json(journals) : journal_table(journals));
  return 0;
}

int verify_journals(const std::string& folder) {
  const Opened opened = open_to_read(folder);
  int status = 0;
  for (const auto& name : opened.found.folders) {
    const std::string place = opened.path(name);
    const auto recovery = observe(opened, name);
    if (recovery.newer_format) {
      warn(place, newer_format_text(recovery));
      status = std::max(status, status_unreadable);
      continue;
    }
    const auto found = soundness_of(recovery);
    for (const auto& line : found.lines) print(fmt::format("{}/{}\n", place, line));
    print(fmt::format("{}: {}\n", place, found.summary));
    if (!found.is_sound) status = std::max(status, status_lost);
  }
  return status;
}

int export_journals(const std::string& folder) {
  const Opened opened = open_to_read(folder);
  int status = 0;
  for (const auto& name : opened.found.folders) {
    status = std::max(status, export_one(opened, name));
  }
  return status;
}

int drop_from_journal(const std::string& folder, std::uint64_t before) {
  const auto found = find_journals(folder);
  if (!found) throw std::runtime_error(found.error().message);
  if (found->folders.size() != 1) {
    fail(folder, fmt::format("name one journal: {}", fmt::join(found->folders, ", ")));
  }
  const std::string& name = found->folders.front();
  const std::string place = found->root + '/' + name;
  if (!found->has_lock) fail(place, "a copy: only the journal of a gateway can be changed");
  const auto disk = journal::open_local_disk(found->root);
  if (!disk) throw std::runtime_error(disk.error().message);
  const auto lock = (*disk)->lock(journal_lock);
  if (!lock) {
    fail(found->root, lock.error() == boost::system::errc::resource_unavailable_try_again
                          ? "another process uses it: stop the gateway first"
                          : lock.error().message());
  }
  auto recovery = journal::recover(**disk, name);
  if (!recovery) fail(place, recovery.error().message());
  if (recovery->newer_format) fail(place, newer_format_text(*recovery));
  const std::uint64_t next = recovery->checkpoint.next_sequence;
  if (before < 1 || before > next) {
    fail(place,
         fmt::format("{} is not from 1 to {}, the sequence of its next record", before, next));
  }
  std::uint64_t given_up = 0;
  for (const auto& range : unsettled(*recovery)) {
    if (range.first < before) given_up += std::min(range.last + 1, before) - range.first;
  }
  // They are recorded as known, so that the next start does not report them.
  for (const auto& line : loss_lines(recovery->losses)) warn(place, line);
  settle_before(**disk, place, name, std::move(*recovery), before);
  print(fmt::format("{}: {} records given up\n", place, given_up));
  return 0;
}

}  // namespace sluice::app
