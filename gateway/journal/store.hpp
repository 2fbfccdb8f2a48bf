#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/journal/checkpoint.hpp"
#include "gateway/journal/disk.hpp"
#include "gateway/journal/frame.hpp"
#include "gateway/journal/recovery.hpp"
#include "gateway/journal/segment.hpp"
#include "gateway/journal/segment_reader.hpp"
#include "gateway/journal/spares.hpp"
#include "gateway/journal/syncing.hpp"

namespace sluice::journal {

/// The limits of one read. The first frame is returned in any case.
struct ReadLimits {
  std::uint64_t records{};
  std::uint64_t bytes{};
};

/// The result of one read.
struct ReadBack {
  std::vector<char> frames;   ///< one behind the other, by sequence
  std::uint64_t records = 0;  ///< their number
  std::vector<Range> lost;    ///< unsettled records before `next` that cannot be read
  std::uint64_t next = 0;     ///< the first sequence that was not looked for
};

/// What follows a sync.
enum class Then : std::uint8_t { nothing, checkpoint };

/// One journal on the disk: frames are appended at the end, and whole segments are removed when all
/// their records are settled. Used by one thread at a time; each call waits for the disk, except
/// for those that begin and end a sync, which leave that to another thread.
///
/// The first error is final: each later call returns it and does nothing. All frames that were
/// synced before it are there for the next recovery. An error for lack of room (is_full()) is not
/// final: the call can be repeated, and others succeed meanwhile as far as they need no room.
class Store {
 public:
  /// `recovery` must be of this folder, and not of a newer format. `salt` returns random numbers.
  /// Disk and spares outlive the store.
  Store(Disk& disk, Spares& spares, std::string folder, Recovery recovery,
        std::function<std::uint64_t()> salt);

  /// Completes the recovery: removes unreadable segments, and records losses as known. Must be
  /// called once, before any other call but read().
  [[nodiscard]] error_code begin();

  /// The unsettled frames with these sequences, which must have been written. It also reads after
  /// an error.
  [[nodiscard]] ReadBack read(Range sequences, ReadLimits limits);

  /// The length of the longest frame for append().
  [[nodiscard]] std::uint64_t frame_bytes_max() const noexcept;
  /// The first sequence that was never used.
  [[nodiscard]] std::uint64_t next_sequence() const noexcept { return known_.next_sequence; }

  /// Writes frames, given as runs of contiguous bytes, and fills in their checksums. Their
  /// sequences must be higher than all before. After the return they survive the end of the
  /// process. After an error, written_through() shows which of them do.
  [[nodiscard]] error_code append(std::span<const std::span<char>> runs);

  /// All appended frames up to this sequence are written.
  [[nodiscard]] std::uint64_t written_through() const noexcept { return written_through_; }

  /// After append() found no room: finds out whether there is some now, and takes it.
  [[nodiscard]] error_code find_room();

  /// After the return, all appended frames survive a power cut.
  [[nodiscard]] error_code sync();

  /// sync() or checkpoint() in parts: whoever has the result calls sync() and checkpoint() of it,
  /// and gives it to end_sync(). All calls but these and those two are permitted meanwhile; frames
  /// that are appended then are not synced. The store outlives the result.
  [[nodiscard]] Syncing begin_sync(Then then);
  [[nodiscard]] error_code end_sync(const Syncing& done);

  /// The records with these sequences are not needed any more.
  void settle(Range sequences);

  /// Whether a record that was appended is not settled.
  [[nodiscard]] bool has_unsettled() const noexcept {
    return known_.settled.through() + 1 < known_.next_sequence;
  }

  /// Writes a checkpoint of the settled records, and removes the segments that are not needed.
  [[nodiscard]] error_code checkpoint();
  [[nodiscard]] bool needs_checkpoint() const noexcept { return needs_checkpoint_; }

  /// Gives up all records and files of the journal. No call may follow.
  [[nodiscard]] error_code retire();

  /// The size of its segments in bytes.
  [[nodiscard]] std::uint64_t disk_bytes() const noexcept;

 private:
  [[nodiscard]] std::string path(std::uint64_t number) const;
  [[nodiscard]] error_code keep(error_code error);
  [[nodiscard]] error_code resume_newest();
  [[nodiscard]] error_code add_run(std::span<char> run);
  [[nodiscard]] bool has_room(std::size_t bytes) const noexcept;
  [[nodiscard]] error_code make_room(const Lead& next);
  void gather(char* begin, const char* end);
  [[nodiscard]] error_code flush();
  void drop_gathered() noexcept;
  [[nodiscard]] error_code begin_segment(std::uint64_t first_sequence);
  [[nodiscard]] Syncing::Due begin_checkpoint();
  void trim();
  [[nodiscard]] Range own_sequences(std::size_t segment) const noexcept;
  [[nodiscard]] bool is_settled(std::size_t segment) const;
  [[nodiscard]] bool is_half_settled() const;
  [[nodiscard]] error_code copy_forward();
  [[nodiscard]] error_code copy(std::size_t segment);
  void note_copies(const std::vector<PlacedRecord>& copies);
  [[nodiscard]] std::span<const char> next_unsettled(Range sequences);
  [[nodiscard]] std::span<const char> next_own(Range sequences);
  [[nodiscard]] std::span<const char> next_copy(Range sequences);
  [[nodiscard]] bool open_reader(std::size_t index, std::uint64_t sequence);
  [[nodiscard]] bool load_copy(const PlacedRecord& record);

  Disk& disk_;
  Spares& spares_;
  std::string folder_;
  std::function<std::uint64_t()> salt_;
  std::deque<Segment> segments_;  ///< frames are written to the last one, when file_ is open
  std::vector<std::uint64_t> unreadable_;
  std::vector<PlacedRecord> copied_;  ///< in newer segments than their own, by sequence
  std::optional<SegmentReader> reader_;
  std::vector<char> copy_;           ///< the last of the copied frames that was read
  std::uint64_t copy_sequence_ = 0;  ///< its sequence
  Checkpoint known_;
  CheckpointFile checkpoint_file_;
  std::uint64_t last_number_ = 0;
  std::unique_ptr<File> file_;
  std::vector<iovec> pieces_;
  std::uint64_t gathered_ = 0;
  std::uint64_t written_through_;
  bool lacks_segment_ = false;  ///< there was no room: the next frame needs another one
  std::vector<std::unique_ptr<File>> full_;          ///< not synced since their last write
  std::vector<std::unique_ptr<File>> being_synced_;  ///< those of them that end_sync() lets go
  std::deque<Segment> leaving_;  ///< recycled when the next checkpoint is written
  bool is_syncing_ = false;      ///< from begin_sync() to end_sync()
  bool folder_changed_ = false;
  bool needs_sync_ = false;
  bool needs_checkpoint_ = false;
  error_code failed_;
};

}  // namespace sluice::journal
