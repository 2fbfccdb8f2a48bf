#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gateway/journal/disk.hpp"
#include "gateway/journal/sequence_set.hpp"

namespace sluice::journal {

/// The state of a journal's records besides the records themselves.
struct Checkpoint {
  std::uint64_t next_sequence = 1;  ///< all used sequences are lower, as known at that moment
  SequenceSet settled;
};

/// The content of a checkpoint file.
struct StoredCheckpoint {
  Checkpoint checkpoint;
  std::uint64_t generation = 0;    ///< 0: there is no checkpoint
  bool damaged = false;            ///< a slot has unreadable bytes: a newer checkpoint may be lost
  std::uint32_t newer_format = 0;  ///< the format of a slot that a newer program wrote; 0: none
};

/// Reads the newer of the good slots. A file that cannot be opened has no checkpoint; a file that
/// cannot be read counts as damaged.
[[nodiscard]] StoredCheckpoint read_checkpoint(Disk& disk, const std::string& path);

/// Writes checkpoints alternately into two slots of one file: an incomplete write leaves the
/// previous checkpoint intact.
class CheckpointFile {
 public:
  /// `generation` is that of the last checkpoint in the file.
  CheckpointFile(Disk& disk, std::string folder, std::uint64_t generation)
      : disk_(disk), folder_(std::move(folder)), generation_(generation) {}

  /// The bytes of the next checkpoint, for write(). If they have no room for all ranges, the
  /// highest are left out: their records are sent twice after a crash.
  [[nodiscard]] std::vector<char> slot_for(const Checkpoint& checkpoint) const;

  /// Returns when the checkpoint would survive a power cut. After an error for lack of room, the
  /// next one may be written.
  [[nodiscard]] error_code write(std::span<const char> slot);

 private:
  [[nodiscard]] error_code open();

  Disk& disk_;
  std::string folder_;
  std::uint64_t generation_;
  std::unique_ptr<File> file_;
};

inline constexpr const char* checkpoint_name = "checkpoint";

}  // namespace sluice::journal
