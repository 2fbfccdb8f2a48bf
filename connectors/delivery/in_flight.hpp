#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// The records a sink accepted and owes an outcome, in the order of acceptance.
///
/// Kept so that everything unsettled can be handed, in order, to a new client after the old one
/// broke: the bytes are borrowed from the outbox until the outcome, so views are enough. A record
/// is named by a slot number, which fits the opaque value of every client library and is used
/// again after remove(). One thread; grows to the largest number ever in flight, then allocates
/// nothing.
class InFlight {
 public:
  using Slot = std::uint32_t;
  static constexpr Slot none = std::numeric_limits<Slot>::max();

  /// The new record is the youngest and has not been sent.
  Slot add(const Record& record, Ticket ticket);

  /// Forgets the record; its ticket is what the outcome is reported with.
  Ticket remove(Slot slot) noexcept;

  [[nodiscard]] const Record& record(Slot slot) const noexcept { return entries_[slot].record; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  /// The oldest record from which on nothing has been handed to the client.
  [[nodiscard]] Slot next_unsent() const noexcept { return next_unsent_; }

  /// The client took next_unsent().
  void mark_sent() noexcept;

  /// The client gave the record back: it waits for rewind().
  void mark_unsent(Slot slot) noexcept { entries_[slot].sent = false; }

  /// Nothing is with a client any more: sending starts again at the oldest.
  void rewind() noexcept;

  /// The oldest record that is with no client, whatever became of its neighbours.
  [[nodiscard]] Slot oldest_unsent() const noexcept;

 private:
  struct Entry {
    Record record;
    Ticket ticket;
    Slot older = none;
    Slot younger = none;
    bool sent = false;
  };

  Slot take_free();

  std::vector<Entry> entries_;
  Slot oldest_ = none;
  Slot youngest_ = none;
  Slot next_unsent_ = none;
  Slot free_ = none;  ///< chained through `younger`
  std::size_t size_ = 0;
};

}  // namespace sluice::connectors
