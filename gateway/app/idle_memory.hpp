#pragma once

#include <cstddef>

namespace sluice::app {

/// Decides when memory that a burst has left free in the heap goes back to the system: the
/// allocator keeps it where anything small lies behind it. Memory that is used again and again
/// stays. Pure.
class IdleMemory {
 public:
  /// Called at regular times with the free bytes of the heap. True: give them back now.
  [[nodiscard]] bool look(std::size_t free) noexcept;

 private:
  std::size_t last_ = 0;      ///< free at the last look
  std::size_t returned_ = 0;  ///< of the free bytes, those that are with the system already
};

}  // namespace sluice::app
