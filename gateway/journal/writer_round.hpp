#pragma once

#include <vector>

#include "gateway/core/time.hpp"
#include "gateway/journal/spares.hpp"
#include "gateway/journal/syncing.hpp"

namespace sluice::journal {

struct WriterLane;

/// What waits for syncs at one time, for all journals. The writer makes it and takes its results;
/// in between, another thread runs it.
struct WriterRound {
  struct Part {
    WriterLane* lane;
    Syncing syncing;
    Time unsynced_since;  ///< never: nothing was written since the last sync
  };

  std::vector<Part> parts{};
  bool sizes_are_due = false;
  Spares* spares = nullptr;  ///< null: no spare is to be prepared
  error_code unprepared{};   ///< the error of that

  void run();
  /// After run(): whether its end is no news, so that it can be taken at any later time.
  [[nodiscard]] bool is_routine() const noexcept;
};

}  // namespace sluice::journal
