#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gateway/journal/disk.hpp"
#include "gateway/journal/sequence_set.hpp"

namespace sluice::journal {

/// What is known of a journal's records besides the records.
struct Checkpoint {
  std::uint64_t next_sequence = 1;  ///< all used sequences are lower, as far as was known then
  SequenceSet settled;
};

/// What a checkpoint file holds.
struct StoredCheckpoint {
  Checkpoint checkpoint;
  std::uint64_t generation = 0;  ///< 0: there is none
  bool damaged = false;          ///< a slot holds what is no checkpoint: a newer one may be lost
  bool newer_format = false;
};

/// Reads the newer of the two slots that are good. A file that cannot be read holds nothing.
[[nodiscard]] StoredCheckpoint read_checkpoint(Disk& disk, const std::string& path);

/// Writes checkpoints, in turn into two slots of one file: one that is cut short leaves the one
/// before it.
class CheckpointFile {
 public:
  /// `generation`: of the last checkpoint in the file.
  CheckpointFile(Disk& disk, std::string folder, std::uint64_t generation)
      : disk_(disk), folder_(std::move(folder)), generation_(generation) {}

  /// Returns when it would survive a power cut. Where there are more ranges than a slot has room
  /// for, the highest are left out: their records come twice after a crash.
  [[nodiscard]] error_code write(const Checkpoint& checkpoint);

 private:
  [[nodiscard]] error_code open();

  Disk& disk_;
  std::string folder_;
  std::uint64_t generation_;
  std::unique_ptr<File> file_;
};

inline constexpr const char* checkpoint_name = "checkpoint";

}  // namespace sluice::journal
