#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "gateway/journal/checkpoint.hpp"
#include "gateway/journal/disk.hpp"
#include "gateway/journal/segment.hpp"

namespace sluice::journal {

/// The state of a segment in memory.
struct Segment {
  SegmentHeader header;
  std::uint64_t capacity{};  ///< size of its file
  std::uint64_t end{};       ///< offset of the end of its last frame
  /// The sequences of the frames that were copied into it from older segments.
  std::vector<std::uint64_t> copied{};
  std::vector<Landmark> landmarks{};  ///< at most 256 of its own frames, in order
  bool is_copied = false;  ///< newer segments have a copy of all its own unsettled records
};

/// An own frame begins here, the last one up to now. Notes it, unless a landmark is near.
void note_landmark(Segment& segment, const Landmark& here);
/// The last landmark up to this sequence, or the first frame of the segment.
[[nodiscard]] Landmark landmark_before(const Segment& segment, std::uint64_t sequence) noexcept;

/// The place of a record.
struct PlacedRecord {
  std::uint64_t segment;
  PlacedFrame frame;
};

/// Records that were written, are not settled, and are missing.
struct SegmentLoss {
  std::uint64_t segment;  ///< its number; 0 when even that is unknown
  std::vector<Range> sequences;
  friend bool operator==(const SegmentLoss&, const SegmentLoss&) = default;
};

/// The remains of a journal.
struct Recovery {
  /// A newer program wrote the folder: nothing was read, and nothing may be changed.
  bool newer_format = false;
  std::uint32_t newest_format = format_version;  ///< of all its files, and of this program
  std::string newest_file;                       ///< the one of a newer format
  std::deque<Segment> segments;                  ///< the readable ones, by number
  std::vector<std::uint64_t> unreadable;         ///< by number
  std::vector<std::uint64_t> damaged;            ///< those of them that are not merely blank
  bool checkpoint_damaged = false;   ///< a newer one may be lost: records may come twice
  std::vector<std::string> foreign;  ///< names of files that are not the journal's
  std::uint64_t records = 0;         ///< the number of records to be sent
  std::uint64_t bytes = 0;           ///< of their frames
  std::vector<PlacedRecord> copied;  ///< those in newer segments than their own, by sequence
  std::vector<SegmentLoss> losses;   ///< by segment
  /// The settled records and the lost ones: each loss is reported once.
  Checkpoint checkpoint;
  std::uint64_t generation = 0;  ///< of the checkpoint
};

/// The first sequence that no frame of this segment can have. `segments` are in order.
[[nodiscard]] std::uint64_t sequence_limit(const std::deque<Segment>& segments,
                                           std::size_t index) noexcept;

/// The unsettled records of the recovery, as ranges of sequences.
[[nodiscard]] std::vector<Range> unsettled(const Recovery& recovery);

/// Reads the folder in any state, and changes nothing. The error means that the folder could not be
/// listed; an unreadable file counts as damaged.
[[nodiscard]] DiskResult<Recovery> recover(Disk& disk, const std::string& folder);

}  // namespace sluice::journal
