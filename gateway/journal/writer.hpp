#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "gateway/core/time.hpp"
#include "gateway/journal/sequence_set.hpp"
#include "gateway/journal/spares.hpp"
#include "gateway/journal/store.hpp"

namespace sluice::journal {

/// What a journal's owner has handed over and the writer has not taken.
struct Handover {
  std::vector<std::span<char>> runs;  ///< of frames, each in one piece
  std::vector<Range> settled;
  std::uint64_t records = 0;  ///< frames in the runs
  std::uint64_t turns = 0;    ///< in all, since the beginning
  Time oldest{};              ///< when the first of these frames was handed over

  [[nodiscard]] bool empty() const noexcept { return runs.empty() && settled.empty(); }
};

/// Hears how a journal fares. On the writer's thread; all but on_written() seldom.
class Progress {
 public:
  virtual void on_written(std::uint64_t records, Time handed_over) noexcept = 0;
  virtual void on_synced(Time handed_over) noexcept = 0;
  virtual void on_size(std::uint64_t bytes) noexcept = 0;

 protected:
  ~Progress() = default;
};

/// One journal as the writer knows it.
struct WriterLane {
  WriterLane(std::unique_ptr<Store> of, Progress& to, std::function<void()> tells)
      : store(std::move(of)), progress(to), tell(std::move(tells)) {}

  Handover pending;  ///< the only thing that both threads change, under the writer's lock

  // For the writer's thread; the owner may read the atomics.
  std::unique_ptr<Store> store;
  Progress& progress;
  /// Lets the owner look at these, on its own thread. Not called again until it has set `told`
  /// back.
  std::function<void()> tell;
  std::atomic<bool> told{false};
  std::atomic<std::uint64_t> turns_done{0};  ///< their frames are not used any more
  std::atomic<bool> failed{false};
  Handover taken;
  Time unsynced_since = never;
};

/// The thread that waits for the disk, so that no shard does: it writes what each turn of a shard
/// hands over with one call, syncs, writes checkpoints and prepares spares, for all journals.
///
/// Here is the one lock of the gateway. It is held for the exchange of two vectors.
class Writer {
 public:
  /// `spares` outlive it. A sync follows a write after `sync_interval`; 0: at once.
  Writer(Spares& spares, Duration sync_interval);
  /// All lanes were removed.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// From any thread. The lane is the writer's until remove() returns.
  void add(WriterLane& lane);
  /// Appends to what is pending, and empties what is given.
  void hand_over(WriterLane& lane, Handover& more);
  /// Returns when all that was handed over is written, synced and checkpointed, or has failed.
  void remove(WriterLane& lane);

 private:
  void run();
  void take_all();
  void write(WriterLane& lane);
  void sync_all();
  void checkpoint_all();
  void prepare_spare();
  void check(WriterLane& lane, error_code error);
  static void finish(WriterLane& lane);
  [[nodiscard]] Time next_due() const;

  Spares& spares_;
  Duration sync_interval_;
  Time next_sync_{};
  Time next_checkpoint_{};
  Time next_preparation_{};
  std::vector<WriterLane*> lanes_;  ///< the thread's

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable removed_;
  std::vector<WriterLane*> arriving_;
  WriterLane* leaving_ = nullptr;
  bool has_work_ = false;
  bool ending_ = false;
  std::thread thread_;  ///< last: it uses all the others
};

}  // namespace sluice::journal
