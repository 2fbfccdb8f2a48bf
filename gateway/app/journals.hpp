#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/probed_progress.hpp"
#include "gateway/core/inbox.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/journal/disk.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/journal/journal_probe.hpp"
#include "gateway/journal/spares.hpp"
#include "gateway/journal/writer.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// The journals of the process, in one folder that is locked while this lives: `SINK/SHARD` below
/// it. Made before the shards, and outlives them.
class Journals {
 public:
  /// Throws std::runtime_error where the folder cannot be written, or another process has it. `log`
  /// outlives it.
  Journals(const config::Journal& settings, std::size_t shards, const telemetry::Log& log);

  /// Opens the journal of a sink on one shard, with the records in it and then those of shards that
  /// are no more, for the next take() of it. Must be called on the main thread; waits for the disk,
  /// and throws std::runtime_error if that fails.
  void open(const std::string& sink, std::size_t shard, journal::JournalProbe& probe);
  /// Forgets what was opened and not taken. On the main thread.
  void close_untaken() noexcept;

  /// Gives the outbox its journal, which was opened before; once. Must be called before the sink is
  /// attached, on the shard's thread or while that is not running. The journal must be destroyed
  /// before the outbox; the outbox, the progress and `loop` before this object.
  [[nodiscard]] std::unique_ptr<journal::Journal> take(const std::string& sink, std::size_t shard,
                                                       Loop& loop, relay::Outbox& outbox,
                                                       ProbedProgress& progress);

  /// Makes the inbox of a source, with the messages in it; a former one of that source must have
  /// been destroyed. May be called on any thread, and waits for the disk. Throws as above. Must be
  /// destroyed before the probe and this object. `on_failed` is called once, on any thread, when
  /// the disk fails.
  [[nodiscard]] std::unique_ptr<Inbox> open_inbox(const std::string& source,
                                                  journal::InboxProbe& probe,
                                                  std::function<void()> on_failed);

  /// Warns of folders of sinks and sources that are none of these: what they hold is kept and not
  /// sent.
  void report_unknown_folders(const config::Gateway& config) const;

 private:
  /// A journal on the disk, and what is to be sent of it.
  struct Found {
    std::unique_ptr<journal::Store> store;
    std::uint64_t records{};
    std::uint64_t bytes{};  ///< of their frames
  };

  /// One that waits for its outbox.
  struct Opened {
    std::unique_ptr<journal::Store> store;
    relay::Backlog backlog;
    // Records of others that cannot be taken over.
    std::uint64_t unreadable = 0;
    std::uint64_t too_large = 0;
  };

  [[nodiscard]] Opened open_now(const std::string& sink, std::size_t shard,
                                journal::JournalProbe& probe);
  [[nodiscard]] Found open_store(const telemetry::Field& owner, const std::string& folder,
                                 journal::Spares& spares, journal::JournalProbe& probe);
  void adopt(Found other, Opened& own);
  [[nodiscard]] std::vector<std::string> others(const std::string& folder, std::size_t shard,
                                                std::size_t attempt) const;
  void report(const telemetry::Field& owner, const std::string& folder,
              const journal::Recovery& recovery) const;
  void warn_of_unknown(const std::string& parent, const std::vector<std::string>& known) const;

  const config::Journal settings_;
  std::size_t shards_;
  const telemetry::Log& log_;
  std::unique_ptr<journal::Disk> disk_;
  std::unique_ptr<journal::Disk::Lock> lock_;
  journal::Spares spares_;
  std::random_device random_;
  std::vector<std::map<std::string, Opened>> opened_;  ///< by shard and sink
  journal::Writer writer_;
};

}  // namespace sluice::app
