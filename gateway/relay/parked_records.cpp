#include "gateway/relay/parked_records.hpp"

#include <algorithm>

namespace sluice::relay {

void ParkedRecords::park(Lane lane, Ticket ticket) {
  Queue& queue = lanes_[lane.id];
  if (queue.empty()) firsts_.emplace(ticket.sequence, lane.id);
  queue.push_back(ticket.sequence);
  ++size_;
}

void ParkedRecords::open(Lane lane) {
  if (!lanes_.contains(lane.id) || std::ranges::find(open_, lane.id) != open_.end()) return;
  open_.push_back(lane.id);
}

Ticket ParkedRecords::next() const noexcept {
  if (open_.empty()) return {};
  return {lanes_.at(open_.front()).front()};
}

void ParkedRecords::take_next() noexcept {
  take_first(open_.front());
}

bool ParkedRecords::close_next(Lane lane) noexcept {
  if (open_.empty() || open_.front() != lane.id) return false;
  open_.pop_front();
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
  queue.pop_front();
  --size_;
  if (!queue.empty()) {
    firsts_.emplace(queue.front(), lane);
    return;
  }
  lanes_.erase(found);
  std::erase(open_, lane);
}

void ParkedRecords::clear() noexcept {
  lanes_.clear();
  firsts_.clear();
  open_.clear();
  size_ = 0;
}

}  // namespace sluice::relay
