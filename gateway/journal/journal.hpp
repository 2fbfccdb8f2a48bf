#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <utility>

#include "gateway/core/loop.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/journal/writer.hpp"

namespace sluice::journal {

/// The durable part of one outbox. Lives on its shard's thread and never waits there: at the end of
/// each turn it hands all frames of the turn to the writer.
///
/// After a failure of the disk it does nothing: failed() is true, and records are in memory only.
/// While the disk is full it takes no frames, but all else goes on. When there is room again, the
/// owner appends the frames that are not written.
class Journal {
 public:
  using LetGo = std::function<void(std::uint32_t block)>;

  /// Loop, writer and progress outlive the journal.
  Journal(Loop& loop, Writer& writer, std::unique_ptr<Store> store, Progress& progress);
  /// Waits until the disk has all frames that were handed over.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Begins to hand frames to the writer's thread. To be called once, when all journals of the disk
  /// are open: from then on that thread uses the disk.
  void start();

  /// The owner of the blocks; called once for each call of append() that returned true, before the
  /// call that says that the frames are written.
  void set_let_go(LetGo let_go) { let_go_ = std::move(let_go); }
  /// Called when more frames are written, though not for each write: at the end of a later turn
  /// that uses the journal, or soon after a call of want_word().
  void set_on_written(std::function<void()> callback) { on_written_ = std::move(callback); }
  /// Called with the result of each read().
  void set_on_read(std::function<void(const ReadBack&)> callback) {
    on_read_ = std::move(callback);
  }
  /// Called when the disk is full (true), and when there is room again.
  void set_on_full(std::function<void(bool)> callback) { on_full_ = std::move(callback); }
  /// Called when there is room again: the owner must then append, by their sequences, all its
  /// frames behind written_through(). Those that it appended while the disk was full are among
  /// them.
  void set_on_room(std::function<void()> callback) { on_room_ = std::move(callback); }
  /// Called once, when the disk fails.
  void set_on_failed(std::function<void()> callback) { on_failed_ = std::move(callback); }

  /// The length of the longest permitted frame.
  [[nodiscard]] std::uint64_t frame_bytes_max() const noexcept { return frame_bytes_max_; }

  /// The sequence number for the next frame.
  [[nodiscard]] std::uint64_t take_sequence() noexcept { return next_sequence_++; }

  /// Takes a frame in this block. Its bytes, except for the checksum, must not change until the
  /// block is let go. True if this is the first frame of the block in this turn.
  [[nodiscard]] bool append(std::span<char> frame, std::uint32_t block);

  /// The record with this sequence is not needed any more.
  void settle(std::uint64_t sequence);

  /// All frames up to this sequence are written: they survive the end of the process.
  [[nodiscard]] std::uint64_t written_through() const noexcept { return lane_.written_through; }

  /// The owner waits for frames to be written, and no turn may follow until then.
  void want_word();

  /// Requests the unsettled frames with these sequences, which must be written; one request at a
  /// time. It also works after a failure, as far as the disk can be read.
  void read(Range sequences, ReadLimits limits);

  [[nodiscard]] bool failed() const noexcept { return lane_.failed; }
  /// False while the disk is full, and after it has failed: then frames are not written.
  [[nodiscard]] bool takes_frames() const noexcept { return !lane_.failed && !lane_.full; }

  /// Does the work of the destructor earlier, so that failed() has the result. No call of append()
  /// may follow.
  void close();
  /// The same without waiting: calls `closed` from a later turn of the loop. After start(); the
  /// journal must live until then.
  void close(std::function<void()> closed);

 private:
  struct Lent {
    std::uint64_t turn;
    std::uint32_t block;
  };

  void arm();
  void end_turn();
  void hand_over();
  void look();
  void look_for_room();
  void hand_over_the_last();
  void on_closed() noexcept;

  Loop& loop_;
  Writer& writer_;
  std::uint64_t frame_bytes_max_;
  std::uint64_t next_sequence_;
  WriterLane lane_;
  Handover turn_;
  std::deque<Lent> lent_;
  std::uint64_t turns_seen_ = 0;  ///< of the lane's turns_done
  LetGo let_go_;
  std::function<void()> on_written_;
  std::function<void(const ReadBack&)> on_read_;
  std::function<void(bool)> on_full_;
  std::function<void()> on_room_;
  std::function<void()> on_failed_;
  Loop::Handle turn_end_;
  bool open_ = false;            ///< true from start() to close()
  bool closing_ = false;         ///< from close(closed) until that is called
  bool counts_on_last_ = false;  ///< the owner takes the last frames for kept
  bool full_ = false;            ///< as the owner was told
};

}  // namespace sluice::journal
