#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "gateway/core/time.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/journal/writer.hpp"

namespace sluice::journal {

/// A journal that is written by whoever has a frame: append() returns when the frame survives the
/// end of the process. It waits for that one write, and never for a sync, which a thread of the
/// journal's own waits for.
///
/// An error of the disk is final, except for a lack of room.
class DirectJournal {
 public:
  struct Settings {
    std::uint64_t max_bytes{};  ///< of its unsettled frames together
    Duration sync_interval{};   ///< a sync follows a write after that; 0: at once
  };
  enum class Appended : std::uint8_t { written, full, failed };

  /// `kept`: the length of each unsettled frame in the store, by sequence. `progress` outlives the
  /// journal, as does what the store refers to; it is called on any thread, one at a time for each
  /// function. `on_failed` is called once, on any thread, when the disk fails.
  DirectJournal(std::unique_ptr<Store> store, Settings settings,
                const std::unordered_map<std::uint64_t, std::uint64_t>& kept, Progress& progress,
                std::function<void()> on_failed);
  /// Returns when all is synced and checkpointed, or has failed.
  ~DirectJournal();
  DirectJournal(const DirectJournal&) = delete;
  DirectJournal& operator=(const DirectJournal&) = delete;

  [[nodiscard]] std::uint64_t frame_bytes_max() const noexcept { return frame_bytes_max_; }

  /// Gives the frame its sequence and its checksum, and writes it. May be called on any thread.
  [[nodiscard]] Appended append(std::span<char> frame, std::uint64_t& sequence);

  /// The record with this sequence is not needed any more. Waits for nothing. May be called on any
  /// thread.
  void settle(std::uint64_t sequence);

  /// The number of unsettled frames, and their length together.
  [[nodiscard]] std::uint64_t held() const noexcept { return held_; }
  [[nodiscard]] std::uint64_t held_bytes() const noexcept { return held_bytes_; }
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  void run();
  void sync(bool with_checkpoint);
  void note_written(std::uint64_t sequence, std::size_t bytes, Time since);
  void fail();

  const Settings settings_;
  const std::uint64_t frame_bytes_max_;
  Progress& progress_;
  const std::function<void()> on_failed_;
  std::atomic<std::uint64_t> held_{0};
  std::atomic<std::uint64_t> held_bytes_{0};
  std::atomic<bool> failed_{false};
  bool needs_checkpoint_ = false;  ///< used by the thread only

  std::mutex store_mutex_;  ///< held for a write, never for a sync
  std::unique_ptr<Store> store_;

  std::mutex mutex_;  ///< over all below; held for nothing that waits
  std::condition_variable wake_;
  std::unordered_map<std::uint64_t, std::uint64_t> bytes_of_;  ///< each unsettled frame's
  std::vector<Range> settled_;                                 ///< that the store does not know yet
  Time unsynced_since_ = never;
  bool has_work_ = false;
  bool ending_ = false;
  std::thread thread_;  ///< last, because it uses all the others
};

}  // namespace sluice::journal
