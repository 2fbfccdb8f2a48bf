#pragma once

#include <cstdint>

#include "gateway/core/time.hpp"

namespace sluice::relay {

/// The records of an outbox that only the journal has: one range of its sequences, newer than the
/// records that wait in memory, and older than those that are being written.
struct Backlog {
  std::uint64_t next = 1;     ///< the first sequence that was not read back
  std::uint64_t last = 0;     ///< the last sequence
  std::uint64_t records = 0;  ///< in the range, without those that are settled
  std::uint64_t bytes = 0;    ///< of their frames
  Time since{};               ///< since when there are any

  [[nodiscard]] bool empty() const noexcept { return next > last; }

  /// Adds a record behind all others.
  void add(std::uint64_t sequence, std::uint64_t frame_bytes, Time now) noexcept {
    if (empty()) {
      next = sequence;
      since = now;
    }
    last = sequence;
    ++records;
    bytes += frame_bytes;
  }
};

}  // namespace sluice::relay
