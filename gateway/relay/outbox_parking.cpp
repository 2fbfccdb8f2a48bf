// The part of Outbox that keeps parked records on disk only, with a journal: lanes that stand still
// for long must not use the memory that the others need. Those records are written already, so
// nothing is written for this.
#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::relay {
namespace {

/// What is known of the records on disk uses at most an eighth of the memory.
constexpr std::size_t on_disk_max(std::size_t max_bytes) noexcept {
  return max_bytes / 8 / sizeof(ParkedRecords::Parked);
}

}  // namespace

/// A record's place in its lane: tickets are not the order once a record was read back.
std::uint64_t Outbox::order_of(Ticket ticket) noexcept {
  return journal_ == nullptr ? ticket.sequence : buffer_.at(ticket).sequence;
}

void Outbox::park(Lane lane, Ticket ticket) noexcept {
  Entry& entry = buffer_.at(ticket);
  entry.stage = Stage::parked;
  const std::uint64_t order = order_of(ticket);
  parked_.park(lane, {order, ticket, entry.size});
  const bool is_to_leave =
      journal_ != nullptr && (is_parking_crowded() || parked_.has_on_disk(lane));
  const bool may_leave = parked_.on_disk() < on_disk_max(settings_.max_bytes) &&
                         leaving_.size() < settings_.max_records;
  if (is_to_leave && may_leave) leaving_.push_back({lane, order});
}

/// Whether parked records use much of the memory that the queue has.
bool Outbox::is_parking_crowded() const noexcept {
  return parked_.in_memory() > settings_.max_records / 4 ||
         parked_.bytes_in_memory() > settings_.max_bytes / 4;
}

/// The newest ones leave, so that a lane that takes records again has its first ones at hand.
void Outbox::set_parked_aside() {
  while (!leaving_.empty()) {
    const auto [lane, sequence] = leaving_.front();
    if (sequence > journal_->written_through()) return;
    leaving_.pop_front();
    if (!is_parking_crowded() && !parked_.has_on_disk(lane)) continue;
    if (parked_.on_disk() == 0) parked_since_ = loop_.now();
    for (Ticket ticket = parked_.set_aside(lane, sequence); ticket.sequence != 0;
         ticket = parked_.set_aside(lane, sequence)) {
      leave_memory(ticket);
    }
  }
}

void Outbox::leave_memory(Ticket ticket) noexcept {
  const Entry& entry = buffer_.at(ticket);
  if (entry.suspicions > 0) suspicions_[order_of(ticket)] = entry.suspicions;
  held_bytes_ -= entry.size;
  --waiting_;
  buffer_.release(ticket);
}

void Outbox::read_lane(Lane lane) {
  const std::size_t records = std::max<std::size_t>(settings_.max_records / 8, 1);
  const auto [first, last] = parked_.to_read(lane, records);
  read_lane_ = lane;
  read(ReadFor::lane, {first, last}, {.records = records, .bytes = settings_.max_bytes / 8});
}

/// The frames of other lanes are among them.
void Outbox::take_lane(journal::Range asked, const journal::ReadBack& back) {
  for (std::span rest{back.frames}; !rest.empty();) {
    const auto frame = journal::take_frame(rest);
    const std::uint64_t sequence = frame_sequence(frame.data());
    lose_parked({asked.first, sequence - 1});
    if (parked_.next_on_disk(read_lane_) != sequence) continue;
    if (!is_whole_frame(frame) || is_too_old(frame.data())) {
      parked_.drop_on_disk(read_lane_);
      lose(sequence, is_whole_frame(frame) ? DropReason::too_old : DropReason::unreadable);
      continue;
    }
    const Ticket ticket = copy(frame.data(), loop_.now());
    Entry& entry = buffer_.at(ticket);
    entry.stage = Stage::parked;
    held_bytes_ += entry.size;
    ++waiting_;
    parked_.take_back(read_lane_, ticket);
    has_parked_copies_ = true;
  }
  lose_parked({asked.first, back.next - 1});
}

/// Those of the lane that were to be read, and were not.
void Outbox::lose_parked(journal::Range sequences) {
  for (auto next = parked_.next_on_disk(read_lane_);
       next && *next >= sequences.first && *next <= sequences.last;
       next = parked_.next_on_disk(read_lane_)) {
    parked_.drop_on_disk(read_lane_);
    lose(*next, DropReason::unreadable);
  }
}

/// The sink knows no lanes any more, and tickets are not the order of the records: all that are
/// written are read again, from the first one on.
void Outbox::begin_again_from_disk() {
  std::vector<std::pair<std::uint64_t, Ticket>> queued;
  for (Ticket ticket = oldest_queued(); ticket.sequence != 0; ticket = queued_after(ticket)) {
    queued.emplace_back(order_of(ticket), ticket);
  }
  std::ranges::sort(queued, {}, [](const auto& one) { return one.first; });
  std::deque<Ticket> unwritten;
  for (const auto& [sequence, ticket] : queued) {
    Entry& entry = buffer_.at(ticket);
    if (sequence <= journal_->written_through()) {
      backlog_.add(sequence, frame_head_bytes + entry.size, entry.offered_at);
      leave_memory(ticket);
      continue;
    }
    entry.stage = Stage::spilling;
    spilling_bytes_ += entry.size;
    --waiting_;
    unwritten.push_back(ticket);
  }
  spilling_.insert(spilling_.begin(), unwritten.begin(), unwritten.end());
  parked_.for_each_on_disk([this](const ParkedRecords::Parked& record) {
    backlog_.add(record.order, record.bytes + frame_head_bytes, parked_since_);
  });
  forget_lanes();
  read_for_ = ReadFor::nothing;
}

void Outbox::give_up_parked_on_disk() noexcept {
  parked_.for_each_on_disk([this](const ParkedRecords::Parked& record) {
    const Outcome outcome = outcome_of_giving_up(record.order);
    probe_.settled[static_cast<std::size_t>(outcome)].add();
    note_outcome(record.order, outcome);
  });
}

}  // namespace sluice::relay
