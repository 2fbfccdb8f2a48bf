#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "gateway/core/delivery.hpp"

namespace sluice::relay {

/// The records of an outbox that wait for their lanes, in order within each lane. In the middle of
/// a lane, records may be on disk only. Uses memory only for these records: a few bytes for one
/// that is on disk. Tickets count from 1; the ticket 0 means none.
///
/// Orders are those of the records in the outbox; with a journal an order is a sequence.
class ParkedRecords {
 public:
  struct Parked {
    std::uint64_t order;
    Ticket ticket;  ///< 0 for a record that is on disk only
    std::uint32_t bytes;
  };

  /// Parks the record behind all parked records of its lane.
  void park(Lane lane, const Parked& record);

  /// The lane may take records again, from its first parked one on.
  void open(Lane lane);

  /// Whether an open lane has records: they come before all that are not parked, as these may
  /// belong to it.
  [[nodiscard]] bool any_open() const noexcept { return !open_.empty(); }
  /// The oldest record that is the first of an open lane: records of a whole topic may belong
  /// behind those of one of its partitions. Ticket 0 when it is on disk only.
  [[nodiscard]] Ticket next() const noexcept;
  /// Removes the record of next().
  void take_next() noexcept;
  /// Closes the lane of next() if it is this one; the record then stays. False for any other lane.
  bool close_next(Lane lane) noexcept;

  /// The oldest record in memory that is the first of its lane; else the first one in memory of
  /// some lane. There must be one.
  [[nodiscard]] Ticket oldest() const noexcept;
  [[nodiscard]] Ticket take_oldest() noexcept;

  /// Marks the next record of the lane as on disk only, and returns its ticket: the record with
  /// this order, or the next older one behind those of the lane that are on disk. 0 when there is
  /// none, or when a record of the lane that is on disk is newer.
  [[nodiscard]] Ticket set_aside(Lane lane, std::uint64_t order);
  [[nodiscard]] bool has_on_disk(Lane lane) const noexcept;

  /// A lane whose first record is on disk only: the open lane that comes next, else any lane where
  /// closed ones are wanted, too.
  [[nodiscard]] std::optional<Lane> lane_to_read(bool closed_too) const noexcept;
  /// The orders of the lane's next records on disk, at most this number of them.
  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> to_read(Lane lane,
                                                                std::size_t records) const noexcept;
  /// The order of the lane's next record on disk.
  [[nodiscard]] std::optional<std::uint64_t> next_on_disk(Lane lane) const noexcept;
  /// That record is in memory again.
  void take_back(Lane lane, Ticket ticket) noexcept;
  /// Removes that record.
  void drop_on_disk(Lane lane) noexcept;
  /// Whether the oldest of all records is on disk.
  [[nodiscard]] bool begins_on_disk() const noexcept;
  /// Removes the oldest record on disk, and returns its order; there must be one.
  std::uint64_t drop_first_on_disk() noexcept;

  /// Visits all records on disk.
  template <class Visit>
  void for_each_on_disk(Visit visit) const {
    for (const auto& [order, lane] : disk_) {
      const Queue& queue = *find(lane);
      for (std::size_t i = queue.head; i < queue.head + queue.disk; ++i) visit(queue.records[i]);
    }
  }

  [[nodiscard]] std::size_t in_memory() const noexcept { return in_memory_.records; }
  [[nodiscard]] std::size_t bytes_in_memory() const noexcept { return in_memory_.bytes; }
  [[nodiscard]] std::size_t on_disk() const noexcept { return on_disk_.records; }
  [[nodiscard]] std::size_t bytes_on_disk() const noexcept { return on_disk_.bytes; }
  /// The lowest order of a record on disk; there must be one.
  [[nodiscard]] std::uint64_t first_on_disk() const noexcept { return disk_.begin()->first; }
  void clear() noexcept;

 private:
  using LaneId = std::uint64_t;
  using ByOrder = std::set<std::pair<std::uint64_t, LaneId>>;

  /// Where `disk` is not 0: `head` records in memory, then `disk` on disk, then others in memory.
  struct Queue {
    std::deque<Parked> records;
    std::size_t head = 0;
    std::size_t disk = 0;

    [[nodiscard]] bool begins_on_disk() const noexcept { return head == 0 && disk > 0; }
  };
  using Queues = std::unordered_map<LaneId, Queue>;
  struct Amount {
    std::size_t records = 0;
    std::size_t bytes = 0;

    void add(const Parked& record) noexcept {
      ++records;
      bytes += record.bytes;
    }
    void remove(const Parked& record) noexcept {
      --records;
      bytes -= record.bytes;
    }
  };

  [[nodiscard]] Queue* find(LaneId lane) noexcept;
  [[nodiscard]] const Queue* find(LaneId lane) const noexcept;
  [[nodiscard]] std::pair<LaneId, std::size_t> place_of_oldest() const noexcept;
  Parked take(LaneId lane, std::size_t place) noexcept;

  Queues lanes_;    ///< no queue is empty
  ByOrder firsts_;  ///< the first record of each lane
  ByOrder open_;    ///< those of them whose lane is open
  ByOrder disk_;    ///< the first record on disk of each lane
  Amount in_memory_;
  Amount on_disk_;
};

}  // namespace sluice::relay
