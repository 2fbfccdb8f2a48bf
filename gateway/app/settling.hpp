#pragma once

#include <utility>

#include "gateway/core/loop.hpp"

namespace sluice::app {

/// Waits until a burst of changes is over, and runs a task once for all of them. Lives on the
/// loop's thread.
class Settling {
 public:
  struct Times {
    Duration quiet{};    ///< after the last change of a burst
    Duration longest{};  ///< after the first, however many follow
  };

  Settling(Loop& loop, Times times, Loop::Task settled)
      : loop_(loop), times_(times), settled_(std::move(settled)) {}
  Settling(const Settling&) = delete;
  Settling& operator=(const Settling&) = delete;

  /// Says that something has changed.
  void note();

 private:
  Loop& loop_;
  Times times_;
  Loop::Task settled_;
  Time first_{};  ///< of the burst
  Loop::Handle timer_;
};

}  // namespace sluice::app
