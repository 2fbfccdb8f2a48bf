#pragma once

#include <algorithm>
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

  /// Adds the record with this sequence.
  void add(std::uint64_t sequence, std::uint64_t frame_bytes, Time came) noexcept {
    add({sequence, sequence, 1, frame_bytes, came});
  }

  void add(const Backlog& other) noexcept {
    if (other.empty()) return;
    if (empty()) *this = {other.next, other.last, 0, 0, other.since};
    next = std::min(next, other.next);
    last = std::max(last, other.last);
    records += other.records;
    bytes += other.bytes;
    since = std::min(since, other.since);
  }
};

}  // namespace sluice::relay
