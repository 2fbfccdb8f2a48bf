// The part of Journals that opens the inboxes of sources.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "gateway/app/journal_folders.hpp"
#include "gateway/app/journals.hpp"
#include "gateway/app/message_inbox.hpp"
#include "gateway/journal/local_disk.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::app {
namespace {

/// Small, because the thread that writes a message may have to begin a file, or copy from one.
constexpr std::uint64_t segment_bytes_max = 4 * 1024 * 1024;
/// An inbox holds what is in memory as well, which the source's window bounds.
constexpr std::uint64_t inbox_bytes_max = 64 * 1024 * 1024;

constexpr journal::ReadLimits read_at_once{.records = 1'000, .bytes = 1024 * 1024};

[[noreturn]] void fail(std::string_view folder, std::string_view why) {
  throw std::runtime_error(fmt::format("journal: {}: {}", folder, why));
}

/// All unsettled frames, in order. Counts those that are no messages, or cannot be read, as lost.
std::vector<std::vector<char>> read_all(journal::Store& store, journal::InboxProbe& probe) {
  std::vector<std::vector<char>> frames;
  const std::uint64_t last = store.next_sequence() - 1;
  for (std::uint64_t next = 1; next <= last;) {
    auto part = store.read({next, last}, read_at_once);
    next = part.next;
    probe.lost.add(count_of(part.lost));
    for (std::span<char> rest{part.frames}; !rest.empty();) {
      const auto frame = journal::take_frame(rest);
      frames.emplace_back(frame.begin(), frame.end());
    }
  }
  std::erase_if(frames, [&](const std::vector<char>& frame) {
    if (relay::is_whole_frame(frame)) return false;
    store.settle({relay::frame_sequence(frame.data()), relay::frame_sequence(frame.data())});
    probe.lost.add();
    return true;
  });
  return frames;
}

}  // namespace

/// The folder is the first that no newer program wrote. What an older program has left in others is
/// adopted: if the process ends in between, the next start sends it twice.
std::unique_ptr<Inbox> Journals::open_inbox(const std::string& source, journal::InboxProbe& probe,
                                            std::function<void()> on_failed) {
  const auto name = journal::folder_name(source);
  if (!name) fail(source, name.error().message);
  if (const auto error = disk_->make_folder(inbox_folder)) fail(inbox_folder, error.message());
  const telemetry::Field owner{"source", source};
  MessageInbox::Opened opened{
      .spares = std::make_unique<journal::Spares>(
          *disk_, std::min(settings_.segment_bytes.count, segment_bytes_max), 0),
      .store = nullptr,
      .frames = {}};
  std::size_t attempt = 0;
  for (; !opened.store; ++attempt) {
    const auto folder = inbox_of(*name, attempt);
    opened.store = open_store(owner, folder, *opened.spares, probe).store;
  }
  for (auto& frame : read_all(*opened.store, probe)) {
    const auto sequence = relay::frame_sequence(frame.data());
    opened.frames.emplace_back(sequence, std::move(frame));
  }
  for (; disk_->list(inbox_of(*name, attempt)); ++attempt) {
    auto other = open_store(owner, inbox_of(*name, attempt), *opened.spares, probe).store;
    if (!other) continue;
    for (auto& frame : read_all(*other, probe)) {
      relay::set_frame_sequence(frame.data(), opened.store->next_sequence());
      const std::span<char> run{frame};
      if (const auto error = opened.store->append({&run, 1})) fail(*name, error.message());
      const auto sequence = relay::frame_sequence(frame.data());
      opened.frames.emplace_back(sequence, std::move(frame));
    }
    if (const auto error = opened.store->sync()) fail(*name, error.message());
    if (const auto error = other->retire()) fail(*name, error.message());
  }
  return std::make_unique<MessageInbox>(
      std::move(opened),
      journal::DirectJournal::Settings{
          .max_bytes = std::min(settings_.max_bytes.count, inbox_bytes_max),
          .sync_interval = settings_.sync_interval},
      probe, std::move(on_failed));
}

}  // namespace sluice::app
