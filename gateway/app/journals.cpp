#include "gateway/app/journals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "gateway/app/journal_folders.hpp"
#include "gateway/core/error.hpp"
#include "gateway/journal/local_disk.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::app {
namespace {

/// Spares that are kept for all journals together.
constexpr std::size_t spares_kept = 2;

constexpr journal::ReadLimits adopted_at_once{.records = 1'000, .bytes = 1024 * 1024};
constexpr std::string_view adopting = "adopting another shard's records";

[[noreturn]] void fail(std::string_view what, std::string_view why) {
  throw std::runtime_error(fmt::format("journal: {}: {}", what, why));
}

}  // namespace

Journals::Journals(const config::Journal& settings, std::size_t shards, const telemetry::Log& log)
    : settings_(settings),
      shards_(shards),
      log_(log),
      disk_([&] {
        auto disk = journal::open_local_disk(settings.path);
        if (!disk) throw std::runtime_error(std::move(disk).error().within("journal").message);
        return std::move(*disk);
      }()),
      lock_([&] {
        auto lock = disk_->lock(journal_lock);
        if (lock) return std::move(*lock);
        fail(settings.path, lock.error() == boost::system::errc::resource_unavailable_try_again
                                ? "another process uses it"
                                : lock.error().message());
      }()),
      spares_(*disk_, settings.segment_bytes.count, spares_kept),
      opened_(shards),
      writer_(spares_, settings.sync_interval) {
  if (const auto error = spares_.open()) fail(settings.path, error.message());
}

/// On the writer's thread, which uses the spares.
void Journals::open(const std::string& sink, std::size_t shard, journal::JournalProbe& probe) {
  writer_.carry_out([&] { opened_[shard].insert_or_assign(sink, open_now(sink, shard, probe)); });
}

Journals::Opened Journals::open_now(const std::string& sink, std::size_t shard,
                                    journal::JournalProbe& probe) {
  const auto folder = journal::folder_name(sink);
  if (!folder) fail(sink, folder.error().message);
  if (const auto error = disk_->make_folder(*folder)) fail(*folder, error.message());
  ShardFolder own{shard, 0};
  const telemetry::Field owner{"sink", sink};
  Found found = open_store(owner, *folder + '/' + to_string(own), spares_, probe);
  for (; !found.store; found = open_store(owner, *folder + '/' + to_string(own), spares_, probe)) {
    ++own.attempt;
  }
  Opened opened{.store = std::move(found.store),
                .backlog = {.records = found.records, .bytes = found.bytes}};
  for (const auto& name : others(*folder, shard, own.attempt)) {
    auto other = open_store(owner, *folder + '/' + name, spares_, probe);
    if (other.store) adopt(std::move(other), opened);
  }
  opened.backlog.last = opened.store->next_sequence() - 1;
  log_.debug("journal opened", {{"sink", sink}, {"folder", *folder + '/' + to_string(own)}});
  return opened;
}

std::unique_ptr<journal::Journal> Journals::take(const std::string& sink, std::size_t shard,
                                                 Loop& loop, relay::Outbox& outbox,
                                                 ProbedProgress& progress) {
  auto node = opened_[shard].extract(sink);
  SLUICE_ASSERT(!node.empty(), "a journal is opened before it is taken");
  Opened& opened = node.mapped();
  for (; opened.unreadable > 0; --opened.unreadable) outbox.refuse(relay::DropReason::unreadable);
  for (; opened.too_large > 0; --opened.too_large) outbox.refuse(relay::DropReason::too_large);
  auto journal =
      std::make_unique<journal::Journal>(loop, writer_, std::move(opened.store), progress);
  outbox.set_journal(*journal, opened.backlog);
  return journal;
}

void Journals::close_untaken() noexcept {
  for (auto& of_shard : opened_) of_shard.clear();
}

/// Returns no store when a newer program wrote the folder.
Journals::Found Journals::open_store(const telemetry::Field& owner, const std::string& folder,
                                     journal::Spares& spares, journal::JournalProbe& probe) {
  if (const auto error = disk_->make_folder(folder)) fail(folder, error.message());
  auto recovery = journal::recover(*disk_, folder);
  if (!recovery) fail(folder, recovery.error().message());
  report(owner, folder, *recovery);
  if (recovery->newer_format) return {};
  for (const auto& loss : recovery->losses) probe.lost.add(count_of(loss.sequences));
  Found found{.store = nullptr, .records = recovery->records, .bytes = recovery->bytes};
  found.store = std::make_unique<journal::Store>(
      *disk_, spares, folder, std::move(*recovery),
      [this] { return std::uint64_t{random_()} << 32 | random_(); });
  if (const auto error = found.store->begin()) fail(folder, error.message());
  return found;
}

void Journals::report(const telemetry::Field& owner, const std::string& folder,
                      const journal::Recovery& recovery) const {
  if (recovery.newer_format) {
    return log_.warn("journal of a newer version: left as it is, and not sent",
                     {owner, {"folder", folder}});
  }
  for (const auto& name : recovery.foreign) {
    log_.warn("journal: a file that is not ours", {{"folder", folder}, {"file", name}});
  }
  for (const auto& loss : recovery.losses) {
    log_.error("journal: records lost", {owner,
                                         {"folder", folder},
                                         {"segment", loss.segment},
                                         {"records", count_of(loss.sequences)},
                                         {"sequences", to_string(loss.sequences)}});
  }
  if (recovery.records > 0) {
    log_.info("journal: records recovered",
              {owner, {"folder", folder}, {"records", recovery.records}});
  }
}

/// The folders whose records this shard takes over: those of shards that no longer exist, and those
/// that an older program made because a newer one had written this shard's folder. Empty folders
/// are left out.
std::vector<std::string> Journals::others(const std::string& folder, std::size_t shard,
                                          std::size_t attempt) const {
  const auto names = disk_->list(folder);
  if (!names) fail(folder, names.error().message());
  std::vector<ShardFolder> found;
  for (const auto& text : *names) {
    const auto name = shard_folder(text);
    if (!name || name->shard % shards_ != shard) continue;
    if (name->shard == shard && name->attempt <= attempt) continue;  // tried, or in use
    const auto left = disk_->list(folder + '/' + text);
    if (!left || !left->empty()) found.push_back(*name);
  }
  std::ranges::sort(found);
  std::vector<std::string> sorted;
  for (const auto& name : found) sorted.push_back(to_string(name));
  return sorted;
}

/// Appends the records of the other journal to our own, and then retires the other. If the process
/// ends in between, the next start sends these records twice.
void Journals::adopt(Found other, Opened& own) {
  const journal::Range all{1, other.store->next_sequence() - 1};
  for (std::uint64_t next = all.first; next <= all.last;) {
    auto part = other.store->read({next, all.last}, adopted_at_once);
    next = part.next;
    own.unreadable += count_of(part.lost);
    for (std::span<char> rest{part.frames}; !rest.empty();) {
      const auto frame = journal::take_frame(rest);
      if (frame.size() > own.store->frame_bytes_max()) {
        ++own.too_large;
        continue;
      }
      relay::set_frame_sequence(frame.data(), own.store->next_sequence());
      if (const auto error = own.store->append({&frame, 1})) fail(adopting, error.message());
      ++own.backlog.records;
      own.backlog.bytes += frame.size();
    }
  }
  if (const auto error = own.store->sync()) fail(adopting, error.message());
  if (const auto error = other.store->retire()) fail(adopting, error.message());
}

void Journals::report_unknown_folders(const config::Gateway& config) const {
  std::vector<std::string> sinks;
  for (const auto& sink : config.sinks) {
    if (auto name = journal::folder_name(sink.name)) sinks.push_back(std::move(*name));
  }
  warn_of_unknown("", sinks);
  std::vector<std::string> sources;
  for (const auto& source : config.sources) {
    if (auto name = journal::folder_name(source.name)) sources.push_back(std::move(*name));
  }
  warn_of_unknown(inbox_folder, sources);
}

void Journals::warn_of_unknown(const std::string& parent,
                               const std::vector<std::string>& known) const {
  const auto names = disk_->list(parent);
  if (!names) return;
  for (const auto& name : *names) {
    if (name.starts_with('.')) continue;
    if (std::ranges::count(known, name.substr(0, name.find('.'))) > 0) continue;
    log_.warn("journal: of no sink or source of the configuration; kept, and not sent",
              {{"folder", parent.empty() ? name : parent + '/' + name}});
  }
}

}  // namespace sluice::app
