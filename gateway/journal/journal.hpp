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

/// The durable part of one outbox. On its shard's thread, where it waits for nothing: frames are
/// handed to the writer at the end of the turn, all at once.
///
/// When the disk fails it goes on and does nothing: failed() is true, and records are in memory
/// only.
class Journal {
 public:
  using LetGo = std::function<void(std::uint32_t block)>;

  /// Loop, writer and progress outlive the journal.
  Journal(Loop& loop, Writer& writer, std::unique_ptr<Store> store, Progress& progress);
  /// Waits until all that was handed over is on the disk.
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// From now on frames reach the writer's thread. Once, when all journals of the disk are open:
  /// that thread uses the disk from then on.
  void start();

  /// Who lends the blocks; called once for each call of append() that returned true.
  void set_let_go(LetGo let_go) { let_go_ = std::move(let_go); }
  /// Called once, when the disk fails.
  void set_on_failed(std::function<void()> callback) { on_failed_ = std::move(callback); }

  /// The longest frame that it takes.
  [[nodiscard]] std::uint64_t frame_bytes_max() const noexcept { return frame_bytes_max_; }

  /// The number that the next frame bears.
  [[nodiscard]] std::uint64_t take_sequence() noexcept { return next_sequence_++; }

  /// Takes a frame that lies in this block. Its bytes, but for the checksum, stay as they are until
  /// the block is let go. True where the block was not lent yet this turn.
  [[nodiscard]] bool append(std::span<char> frame, std::uint32_t block);

  /// This one is not needed any more.
  void settle(std::uint64_t sequence);

  [[nodiscard]] bool failed() const noexcept { return lane_.failed; }

  /// What the destructor does, earlier: for the outcome. Nothing is appended afterwards.
  void close();

 private:
  struct Lent {
    std::uint64_t turn;
    std::uint32_t block;
  };

  void arm();
  void hand_over();
  void look();

  Loop& loop_;
  Writer& writer_;
  std::uint64_t frame_bytes_max_;
  std::uint64_t next_sequence_;
  WriterLane lane_;
  Handover turn_;
  std::deque<Lent> lent_;
  LetGo let_go_;
  std::function<void()> on_failed_;
  Loop::Handle turn_end_;
  bool open_ = false;  ///< from start() to close()
};

}  // namespace sluice::journal
