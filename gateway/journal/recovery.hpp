#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "gateway/journal/checkpoint.hpp"
#include "gateway/journal/disk.hpp"
#include "gateway/journal/segment.hpp"

namespace sluice::journal {

/// A segment of a journal, as its owner knows it.
struct Segment {
  SegmentHeader header;
  std::uint64_t capacity{};  ///< bytes of its file
  std::uint64_t end{};       ///< where its last frame ends
  /// Of the frames that were copied here from older segments.
  std::vector<std::uint64_t> copied{};
  bool is_copied = false;  ///< all of its own that are not settled stand in newer ones as well
};

/// Where a record is that is not settled.
struct PlacedRecord {
  std::uint64_t segment;
  PlacedFrame frame;
};

/// Records that were written, are not settled, and cannot be found.
struct SegmentLoss {
  std::uint64_t segment;  ///< its number; 0 where not even that is known
  std::vector<Range> sequences;
  friend bool operator==(const SegmentLoss&, const SegmentLoss&) = default;
};

/// What is left of a journal.
struct Recovery {
  /// A newer program wrote there: nothing was read, and nothing may be changed.
  bool newer_format = false;
  std::deque<Segment> segments;           ///< those that can be read, by number
  std::vector<std::uint64_t> unreadable;  ///< by number: nothing can be had of them
  std::vector<std::string> foreign;       ///< names of files that are none of ours
  std::vector<PlacedRecord> records;      ///< to be sent, by sequence
  std::vector<SegmentLoss> losses;        ///< by segment
  /// What was settled, and what is lost: a loss is found once.
  Checkpoint checkpoint;
  std::uint64_t generation = 0;  ///< of the checkpoint
};

/// Reads what is in the folder, whatever state that is in, and changes nothing. An error is one of
/// listing the folder; a file that cannot be read is treated as one that is damaged.
[[nodiscard]] DiskResult<Recovery> recover(Disk& disk, const std::string& folder);

}  // namespace sluice::journal
