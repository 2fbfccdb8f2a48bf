#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <unordered_map>
#include <utility>

#include "gateway/core/delivery.hpp"

namespace sluice::relay {

/// The records of an outbox that wait for their lanes, in order within each lane. Uses memory only
/// for these records. Tickets count from 1; the ticket 0 means none.
class ParkedRecords {
 public:
  /// Parks the record behind all parked records of its lane.
  void park(Lane lane, Ticket ticket);

  /// The lane may take records again, from its first parked one on.
  void open(Lane lane);

  /// The oldest record that is the first of an open lane: records of a whole topic may belong
  /// behind those of one of its partitions.
  [[nodiscard]] Ticket next() const noexcept;
  /// Removes the record of next().
  void take_next() noexcept;
  /// Closes the lane of next() if it is this one; the record then stays. False for any other lane.
  bool close_next(Lane lane) noexcept;

  /// The oldest record that is the first of its lane; there must be one.
  [[nodiscard]] Ticket oldest() const noexcept { return {firsts_.begin()->first}; }
  /// Takes the oldest record that is the first of its lane.
  [[nodiscard]] Ticket take_oldest() noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  void clear() noexcept;

 private:
  using LaneId = std::uint64_t;
  using Queue = std::deque<std::uint64_t>;

  void take_first(LaneId lane) noexcept;

  std::unordered_map<LaneId, Queue> lanes_;            ///< tickets; no queue is empty
  std::set<std::pair<std::uint64_t, LaneId>> firsts_;  ///< the first ticket of each lane
  std::set<std::pair<std::uint64_t, LaneId>> open_;    ///< those of them whose lane is open
  std::size_t size_ = 0;
};

}  // namespace sluice::relay
