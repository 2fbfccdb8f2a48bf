#include "connectors/delivery/in_flight.hpp"

namespace sluice::connectors {

InFlight::Slot InFlight::take_free() {
  if (free_ == none) {
    entries_.emplace_back();
    return static_cast<Slot>(entries_.size() - 1);
  }
  const Slot slot = free_;
  free_ = entries_[slot].younger;
  return slot;
}

InFlight::Slot InFlight::add(const Record& record, Ticket ticket) {
  const Slot slot = take_free();
  entries_[slot] = {record, ticket, youngest_, none, false};
  if (youngest_ == none) {
    oldest_ = slot;
  } else {
    entries_[youngest_].younger = slot;
  }
  youngest_ = slot;
  if (next_unsent_ == none) next_unsent_ = slot;
  ++size_;
  return slot;
}

Ticket InFlight::remove(Slot slot) noexcept {
  Entry& entry = entries_[slot];
  if (next_unsent_ == slot) next_unsent_ = entry.younger;
  if (entry.older == none) {
    oldest_ = entry.younger;
  } else {
    entries_[entry.older].younger = entry.younger;
  }
  if (entry.younger == none) {
    youngest_ = entry.older;
  } else {
    entries_[entry.younger].older = entry.older;
  }
  entry.younger = free_;
  free_ = slot;
  --size_;
  return entry.ticket;
}

void InFlight::mark_sent() noexcept {
  Entry& entry = entries_[next_unsent_];
  entry.sent = true;
  next_unsent_ = entry.younger;
}

void InFlight::rewind() noexcept {
  for (Slot slot = oldest_; slot != none; slot = entries_[slot].younger) {
    entries_[slot].sent = false;
  }
  next_unsent_ = oldest_;
}

InFlight::Slot InFlight::oldest_unsent() const noexcept {
  Slot slot = oldest_;
  while (slot != none && entries_[slot].sent) slot = entries_[slot].younger;
  return slot;
}

}  // namespace sluice::connectors
