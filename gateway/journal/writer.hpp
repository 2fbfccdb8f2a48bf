#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "gateway/core/time.hpp"
#include "gateway/journal/sequence_set.hpp"
#include "gateway/journal/spares.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/journal/writer_round.hpp"

namespace sluice::journal {

/// Records that a journal wants back.
struct ReadRequest {
  Range sequences;
  ReadLimits limits;
};

/// The work that a journal has handed over and the writer has not taken.
struct Handover {
  std::vector<std::span<char>> runs;  ///< of frames, each run contiguous
  std::vector<Range> settled;
  std::optional<ReadRequest> read;
  std::uint64_t records = 0;  ///< the number of frames in the runs
  std::uint64_t turns = 0;    ///< the number of turns since the beginning
  /// The runs begin with the first frame that is not written: there was no room for it before.
  bool begins_again = false;
  Time oldest{};  ///< the time at which the first of these frames was handed over

  /// What is settled is soon enough there at the next checkpoint.
  [[nodiscard]] bool can_wait() const noexcept { return runs.empty() && !read && !begins_again; }
  [[nodiscard]] bool empty() const noexcept { return can_wait() && settled.empty(); }
};

/// Receives the progress of a journal. Called on the writer's thread; seldom, except for
/// on_written().
class Progress {
 public:
  virtual void on_written(std::uint64_t records, Time handed_over) noexcept = 0;
  /// Called on the writer's other thread.
  virtual void on_synced(Time handed_over) noexcept = 0;
  virtual void on_size(std::uint64_t bytes) noexcept = 0;

 protected:
  ~Progress() = default;
};

/// One journal of the writer.
struct WriterLane {
  WriterLane(std::unique_ptr<Store> of, Progress& to, std::function<void()> tells)
      : store(std::move(of)), progress(to), tell(std::move(tells)) {
    written_through = store->next_sequence() - 1;
  }

  Handover pending;  ///< changed by both threads, under the writer's lock

  // For the writer's thread; the owner may read the atomics.
  std::unique_ptr<Store> store;
  Progress& progress;
  /// Makes the owner read these values on its own thread. Not called again until the owner has
  /// reset `told`.
  std::function<void()> tell;
  std::atomic<bool> told{false};
  /// The owner sets it to be told of the next frames that are written; it then looks once at
  /// `turns_done`, as they may be written already.
  std::atomic<bool> wants_word{false};
  std::atomic<std::uint64_t> turns_done{0};  ///< the frames of these turns are not in use any more
  std::atomic<std::uint64_t> written_through{0};  ///< up to this sequence all frames are written
  std::atomic<bool> failed{false};
  /// There is no room on the disk: the writer takes no frames. The owner resets it, and then hands
  /// over all frames behind `written_through` once more (Handover::begins_again).
  std::atomic<bool> full{false};
  std::atomic<bool> has_room_again{false};
  /// The result of a request, until the owner has taken it and reset `has_read`.
  ReadBack read_back;
  std::atomic<bool> has_read{false};
  Handover taken;
  Time unsynced_since = never;
  bool takes_frames = true;  ///< false from the lack of room until `begins_again`
  Time next_look{};          ///< for room
};

/// Waits for the disk, so that no shard has to, with two threads. One does all that needs a store:
/// for all journals, it writes the frames of a shard's turn with one call, reads, and settles. The
/// other waits for syncs, one round after the other, so that no write waits for a sync.
///
/// Its lock is held while two vectors are exchanged.
class Writer {
 public:
  /// `spares` outlive it. A sync follows a write after `sync_interval`; 0: at once.
  Writer(Spares& spares, Duration sync_interval);
  /// All lanes must have been removed.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// May be called on any thread. The lane belongs to the writer until remove() returns.
  void add(WriterLane& lane);
  /// Adds to the pending work, and empties `more`.
  void hand_over(WriterLane& lane, Handover& more);
  /// Calls `removed` on the writer's thread when all work of the lane is written, synced and
  /// checkpointed, or has failed: from then on the lane is not the writer's.
  void remove(WriterLane& lane, std::function<void()> removed);
  /// The same, and waits for it.
  void remove(WriterLane& lane);
  /// Runs the task on the writer's thread, between two rounds of its work, and waits for it: for
  /// what uses the spares, or a store that is in no lane. Throws what the task throws.
  void carry_out(const std::function<void()>& task);

 private:
  void run();
  void take_all();
  void write(WriterLane& lane);
  void begin_again(WriterLane& lane);
  void append(WriterLane& lane);
  void look_for_room();
  void check(WriterLane& lane, error_code error);
  static void tell(WriterLane& lane);
  [[nodiscard]] Time next_due();

  // In writer_round.cpp.
  void run_rounds();
  void begin_round();
  void await_round();
  void end_round();
  void checkpoint_now(WriterLane& lane);
  void add_to(WriterRound& round, WriterLane& lane, Then then);
  [[nodiscard]] bool wants_spare() const;
  [[nodiscard]] Time next_round_due() const;

  Spares& spares_;
  Duration sync_interval_;
  Time next_sync_{};
  Time next_checkpoint_{};
  Time next_preparation_{};
  std::vector<WriterLane*> lanes_;    ///< used by the first thread only
  std::optional<WriterRound> round_;  ///< the second thread's while handed_round_ refers to it

  std::mutex mutex_;
  std::condition_variable wake_;        ///< the first thread
  std::condition_variable wake_round_;  ///< the second thread
  struct Leaving {
    WriterLane* lane;
    std::function<void()> removed;
  };
  std::vector<WriterLane*> arriving_;
  std::vector<Leaving> leaving_;
  std::vector<std::function<void()>> tasks_;
  WriterRound* handed_round_ = nullptr;
  bool awaits_round_ = false;  ///< the first thread sleeps until the round is over
  bool has_work_ = false;
  bool ending_ = false;
  // Last, because they use all the others.
  std::thread round_thread_;
  std::thread thread_;
};

}  // namespace sluice::journal
