#include "gateway/relay/parked_records.hpp"

namespace sluice::relay {

void ParkedRecords::park(Lane lane, Ticket ticket) {
  Queue& queue = lanes_[lane.id];
  if (queue.empty()) firsts_.emplace(ticket.sequence, lane.id);
  queue.push_back(ticket.sequence);
  ++size_;
}

void ParkedRecords::open(Lane lane) {
  const auto found = lanes_.find(lane.id);
  if (found != lanes_.end()) open_.emplace(found->second.front(), lane.id);
}

Ticket ParkedRecords::next() const noexcept {
  if (open_.empty()) return {};
  return {open_.begin()->first};
}

void ParkedRecords::take_next() noexcept {
  take_first(open_.begin()->second);
}

bool ParkedRecords::close_next(Lane lane) noexcept {
  if (open_.empty() || open_.begin()->second != lane.id) return false;
  open_.erase(open_.begin());
  return true;
}

Ticket ParkedRecords::take_oldest() noexcept {
  const auto [ticket, lane] = *firsts_.begin();
  take_first(lane);
  return {ticket};
}

void ParkedRecords::take_first(LaneId lane) noexcept {
  const auto found = lanes_.find(lane);
  Queue& queue = found->second;
  firsts_.erase({queue.front(), lane});
  const bool is_open = open_.erase({queue.front(), lane}) > 0;
  queue.pop_front();
  --size_;
  if (queue.empty()) {
    lanes_.erase(found);
    return;
  }
  firsts_.emplace(queue.front(), lane);
  if (is_open) open_.emplace(queue.front(), lane);
}

void ParkedRecords::clear() noexcept {
  lanes_.clear();
  firsts_.clear();
  open_.clear();
  size_ = 0;
}

}  // namespace sluice::relay
