#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gateway/journal/checkpoint.hpp"
#include "gateway/journal/disk.hpp"
#include "gateway/journal/spares.hpp"

namespace sluice::journal {

/// The part of a sync, and of the checkpoint that may follow it, that waits for the disk. The store
/// makes it (begin_sync) and takes it back (end_sync). In between, another thread may wait here
/// while the store goes on to write, read and settle: it uses nothing of this meanwhile, but for
/// the files, which it only writes.
struct Syncing {
  /// A checkpoint of the time at which the sync began.
  struct Due {
    CheckpointFile* file;
    std::vector<char> slot;
    Spares* spares;
    std::vector<Spares::Recycling> leaving;  ///< the segments that it does not need
    std::size_t left = 0;                    ///< the number of them that are recycled
  };

  Disk* disk;
  std::vector<File*> files;
  std::string folder{};  ///< empty: it has not changed
  std::optional<Due> due{};
  error_code error{};

  /// Returns when all frames that were written before it began survive a power cut, or with an
  /// error.
  void sync();

  /// After sync(): writes the checkpoint, if one is due, and then recycles the segments that it
  /// does not need. Does nothing after an error.
  void checkpoint();
};

}  // namespace sluice::journal
