#include "gateway/relay/parked_records.hpp"

#include <algorithm>

#include "gateway/core/error.hpp"

namespace sluice::relay {

void ParkedRecords::park(Lane lane, const Parked& record) {
  Queue& queue = lanes_[lane.id];
  if (queue.records.empty()) firsts_.emplace(record.order, lane.id);
  queue.records.push_back(record);
  in_memory_.add(record);
}

void ParkedRecords::open(Lane lane) {
  if (const Queue* const queue = find(lane.id)) {
    open_.emplace(queue->records.front().order, lane.id);
  }
}

Ticket ParkedRecords::next() const noexcept {
  if (open_.empty()) return {};
  return find(open_.begin()->second)->records.front().ticket;
}

void ParkedRecords::take_next() noexcept {
  std::ignore = take(open_.begin()->second, 0);
}

bool ParkedRecords::close_next(Lane lane) noexcept {
  if (open_.empty() || open_.begin()->second != lane.id) return false;
  open_.erase(open_.begin());
  return true;
}

/// Where no lane begins in memory, one of them has records in memory behind those on disk.
std::pair<ParkedRecords::LaneId, std::size_t> ParkedRecords::place_of_oldest() const noexcept {
  std::optional<std::pair<LaneId, std::size_t>> later;
  for (const auto& [order, lane] : firsts_) {
    const Queue& queue = *find(lane);
    if (!queue.begins_on_disk()) return {lane, 0};
    if (!later && queue.records.size() > queue.disk) later.emplace(lane, queue.disk);
  }
  SLUICE_ASSERT(later, "the caller knows that a record is in memory");
  return *later;
}

Ticket ParkedRecords::oldest() const noexcept {
  const auto [lane, place] = place_of_oldest();
  return find(lane)->records[place].ticket;
}

Ticket ParkedRecords::take_oldest() noexcept {
  const auto [lane, place] = place_of_oldest();
  return take(lane, place).ticket;
}

Ticket ParkedRecords::set_aside(Lane lane, std::uint64_t order) {
  Queue* const queue = find(lane.id);
  if (queue == nullptr) return {};
  auto& records = queue->records;
  if (queue->disk == 0) {
    const auto found = std::ranges::lower_bound(records, order, {}, &Parked::order);
    if (found == records.end() || found->order != order) return {};
    queue->head = static_cast<std::size_t>(found - records.begin());
    disk_.emplace(order, lane.id);
  }
  const std::size_t place = queue->head + queue->disk;
  if (place == records.size() || records[place].order > order) return {};
  if (queue->disk > 0 && records[place - 1].order > records[place].order) return {};
  Parked& record = records[place];
  ++queue->disk;
  in_memory_.remove(record);
  on_disk_.add(record);
  return std::exchange(record.ticket, {});
}

bool ParkedRecords::has_on_disk(Lane lane) const noexcept {
  const Queue* const queue = find(lane.id);
  return queue != nullptr && queue->disk > 0;
}

std::optional<Lane> ParkedRecords::lane_to_read(bool closed_too) const noexcept {
  if (!open_.empty()) {
    const LaneId lane = open_.begin()->second;
    if (find(lane)->begins_on_disk()) return Lane{lane};
  }
  if (!closed_too) return std::nullopt;
  for (const auto& [order, lane] : disk_) {
    if (find(lane)->begins_on_disk()) return Lane{lane};
  }
  return std::nullopt;
}

std::pair<std::uint64_t, std::uint64_t> ParkedRecords::to_read(Lane lane,
                                                               std::size_t records) const noexcept {
  const Queue& queue = *find(lane.id);
  const std::size_t last = queue.head + std::min(queue.disk, records) - 1;
  return {queue.records[queue.head].order, queue.records[last].order};
}

std::optional<std::uint64_t> ParkedRecords::next_on_disk(Lane lane) const noexcept {
  const Queue* const queue = find(lane.id);
  if (queue == nullptr || queue->disk == 0) return std::nullopt;
  return queue->records[queue->head].order;
}

void ParkedRecords::take_back(Lane lane, Ticket ticket) noexcept {
  Queue& queue = *find(lane.id);
  Parked& record = queue.records[queue.head];
  disk_.erase({record.order, lane.id});
  record.ticket = ticket;
  ++queue.head;
  --queue.disk;
  if (queue.disk > 0) disk_.emplace(queue.records[queue.head].order, lane.id);
  in_memory_.add(record);
  on_disk_.remove(record);
}

void ParkedRecords::drop_on_disk(Lane lane) noexcept {
  std::ignore = take(lane.id, find(lane.id)->head);
}

bool ParkedRecords::begins_on_disk() const noexcept {
  return !disk_.empty() && *disk_.begin() == *firsts_.begin();
}

std::uint64_t ParkedRecords::drop_first_on_disk() noexcept {
  const auto [order, lane] = *disk_.begin();
  drop_on_disk({lane});
  return order;
}

ParkedRecords::Parked ParkedRecords::take(LaneId lane, std::size_t place) noexcept {
  const auto found = lanes_.find(lane);
  Queue& queue = found->second;
  const Parked record = queue.records[place];
  const bool is_open = open_.erase({queue.records.front().order, lane}) > 0;
  firsts_.erase({queue.records.front().order, lane});
  if (queue.disk > 0) {
    disk_.erase({queue.records[queue.head].order, lane});
    if (place < queue.head) {
      --queue.head;
    } else if (place < queue.head + queue.disk) {
      --queue.disk;
    }
  }
  (record.ticket.sequence != 0 ? in_memory_ : on_disk_).remove(record);
  queue.records.erase(queue.records.begin() + static_cast<std::ptrdiff_t>(place));
  if (queue.records.empty()) {
    lanes_.erase(found);
    return record;
  }
  if (queue.disk > 0) disk_.emplace(queue.records[queue.head].order, lane);
  firsts_.emplace(queue.records.front().order, lane);
  if (is_open) open_.emplace(queue.records.front().order, lane);
  return record;
}

ParkedRecords::Queue* ParkedRecords::find(LaneId lane) noexcept {
  const auto found = lanes_.find(lane);
  return found == lanes_.end() ? nullptr : &found->second;
}

const ParkedRecords::Queue* ParkedRecords::find(LaneId lane) const noexcept {
  const auto found = lanes_.find(lane);
  return found == lanes_.end() ? nullptr : &found->second;
}

void ParkedRecords::clear() noexcept {
  lanes_.clear();
  firsts_.clear();
  open_.clear();
  disk_.clear();
  in_memory_ = on_disk_ = {};
}

}  // namespace sluice::relay
