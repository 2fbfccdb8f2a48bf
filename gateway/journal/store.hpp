#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gateway/journal/checkpoint.hpp"
#include "gateway/journal/disk.hpp"
#include "gateway/journal/frame.hpp"
#include "gateway/journal/recovery.hpp"
#include "gateway/journal/segment.hpp"
#include "gateway/journal/spares.hpp"

namespace sluice::journal {

/// One journal on the disk: frames go in at the end and are taken away, by whole segments, when
/// what they hold is settled. On one thread; each call waits for the disk.
///
/// The first error is final: each later call returns it and does nothing. What had been written and
/// synced until then is there for the next recovery.
class Store {
 public:
  /// `recovery`: of this folder, and not of a newer format. `salt` gives random numbers. Disk and
  /// spares outlive the store.
  Store(Disk& disk, Spares& spares, std::string folder, Recovery recovery,
        std::function<std::uint64_t()> salt);

  /// Makes good what recovery found: what cannot be read is gone, and a loss is known as one. Once,
  /// before all else but replay().
  [[nodiscard]] error_code begin();

  /// Calls `each` with the frames that were recovered and are not settled, by sequence. Their bytes
  /// are lent for the call. Returns what could not be read any more.
  std::vector<Range> replay(const std::function<void(std::span<const char>)>& each);

  /// The longest frame that append() takes.
  [[nodiscard]] std::uint64_t frame_bytes_max() const noexcept;
  /// The first sequence that was never used.
  [[nodiscard]] std::uint64_t next_sequence() const noexcept { return known_.next_sequence; }

  /// Writes frames, which are given in runs that lie in one piece. Their sequences are higher than
  /// all before. Fills in their checksums. When it returns they survive the end of the process.
  [[nodiscard]] error_code append(std::span<const std::span<char>> runs);

  /// When it returns, what was appended survives a power cut.
  [[nodiscard]] error_code sync();

  /// These are not needed any more.
  void settle(Range sequences);

  /// Writes down what is settled, and lets go of the segments that are not needed.
  [[nodiscard]] error_code checkpoint();
  [[nodiscard]] bool needs_checkpoint() const noexcept { return needs_checkpoint_; }

  /// Gives up all that is in it, and its files. Nothing is called afterwards.
  [[nodiscard]] error_code retire();

  /// Bytes of its segments.
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
  [[nodiscard]] error_code begin_segment(std::uint64_t first_sequence);
  [[nodiscard]] error_code sync_all();
  [[nodiscard]] error_code trim();
  [[nodiscard]] Range own_sequences(std::size_t segment) const noexcept;
  [[nodiscard]] bool is_settled(std::size_t segment) const;
  [[nodiscard]] bool is_half_settled() const;
  [[nodiscard]] error_code copy_forward();
  [[nodiscard]] error_code copy(std::size_t segment);

  Disk& disk_;
  Spares& spares_;
  std::string folder_;
  std::function<std::uint64_t()> salt_;
  std::deque<Segment> segments_;  ///< the last is written to, where there is a file
  std::vector<std::uint64_t> unreadable_;
  std::vector<PlacedRecord> records_;  ///< to be replayed
  Checkpoint known_;
  CheckpointFile checkpoint_file_;
  std::uint64_t last_number_ = 0;
  std::unique_ptr<File> file_;
  std::vector<iovec> pieces_;
  std::uint64_t gathered_ = 0;
  std::vector<std::unique_ptr<File>> full_;  ///< not synced since they were written to
  bool folder_changed_ = false;
  bool needs_sync_ = false;
  bool needs_checkpoint_ = false;
  error_code failed_;
};

}  // namespace sluice::journal
