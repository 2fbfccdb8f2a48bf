#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <unordered_map>
#include <utility>

#include "gateway/core/delivery.hpp"

namespace sluice::relay {

/// The records of an outbox that wait for their lanes, in order within each lane. Takes memory for
/// these only. Tickets count from 1; one of 0 means that there is none.
class ParkedRecords {
 public:
  /// The record waits behind all that are parked in its lane.
  void park(Lane lane, Ticket ticket);

  /// The lane may be asked again, from its first record on.
  void open(Lane lane);

  /// The first record of a lane that may be asked.
  [[nodiscard]] Ticket next() const noexcept;
  /// That record goes.
  void take_next() noexcept;
  /// A lane is full: whether it is that of the record, which then stays where it is.
  bool close_next(Lane lane) noexcept;

  /// The oldest of the records that are first in their lanes.
  [[nodiscard]] Ticket take_oldest() noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  void clear() noexcept;

 private:
  using LaneId = std::uint64_t;
  using Queue = std::deque<std::uint64_t>;

  void take_first(LaneId lane) noexcept;

  std::unordered_map<LaneId, Queue> lanes_;            ///< tickets; none is empty
  std::set<std::pair<std::uint64_t, LaneId>> firsts_;  ///< the first ticket of each
  std::deque<LaneId> open_;                            ///< each is one of lanes_
  std::size_t size_ = 0;
};

}  // namespace sluice::relay
