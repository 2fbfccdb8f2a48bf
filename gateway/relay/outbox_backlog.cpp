// The part of Outbox that moves records out of memory and back. Their order is: those that are
// queued, the backlog, those that spill.
#include <algorithm>

#include "gateway/journal/frame.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::relay {
namespace {

// One read stays a small part of a turn, for the writer and for the shard.
constexpr std::uint64_t read_records_max = 2'000;
constexpr std::uint64_t read_bytes_max = 1024 * 1024;
constexpr int joins_per_turn = 1'000;

constexpr std::size_t queue_part(std::size_t whole) noexcept {
  return std::max<std::size_t>(whole / 4 * 3, 1);
}

}  // namespace

bool Outbox::has_queue_room(std::size_t bytes) const noexcept {
  return queued() == 0 || (queued() < queue_part(settings_.max_records) &&
                           queued_bytes() + bytes <= queue_part(settings_.max_bytes));
}

/// After a record that spilled, all later records spill. A failed disk takes no more records: later
/// ones then wait in memory for the records that the disk can still return.
bool Outbox::must_spill(std::size_t bytes) const noexcept {
  if (journal_ == nullptr) return false;
  if (!backlog_.empty() || !spilling_.empty()) return true;
  return has_disk() && !has_queue_room(bytes);
}

void Outbox::spill(Ticket ticket) {
  Entry& entry = buffer_.at(ticket);
  entry.stage = Stage::spilling;
  spilling_.push_back(ticket);
  spilling_bytes_ += entry.size;
  over_new_bounds_ = over_new_bounds_ || !within_bounds();
}

void Outbox::move_spilled() {
  set_parked_aside();
  while (rejoin()) submit_waiting();
  release_written();
  read_on();
}

/// While the last of the backlog is being read, the records behind it stay in memory, unless it is
/// nearly full: they can join the queue afterwards.
bool Outbox::may_release_written() const noexcept {
  if (!has_disk()) return false;
  const bool join_soon = joining_ || (reading_ && reading_->sequences.last == backlog_.last);
  const auto read = room_for_read();
  return !join_soon || held() + read.records > settings_.max_records / 8 * 7 ||
         held_bytes_ + read.bytes > settings_.max_bytes / 8 * 7;
}

void Outbox::release_written() noexcept {
  if (!may_release_written()) return;
  while (!spilling_.empty()) {
    const Ticket oldest = spilling_.front();
    const Entry& entry = buffer_.at(oldest);
    if (entry.sequence > journal_->written_through()) return;
    backlog_.add(entry.sequence, frame_head_bytes + entry.size, entry.offered_at);
    held_bytes_ -= entry.size;
    spilling_bytes_ -= entry.size;
    spilling_.pop_front();
    buffer_.release(oldest);
  }
}

void Outbox::read_on() {
  if (reading_ || sink_state_ == SinkState::given_up) return;
  if (const auto lane = parked_.lane_to_read(!is_parking_crowded())) return read_lane(*lane);
  if (backlog_.empty()) return;
  const std::size_t records = queue_part(settings_.max_records);
  const std::size_t bytes = queue_part(settings_.max_bytes);
  if (queued() > records / 4 * 3 || queued_bytes() > bytes / 4 * 3) return;
  read(ReadFor::backlog, {backlog_.next, backlog_.last},
       {.records = records - queued(), .bytes = bytes - queued_bytes()});
}

void Outbox::read(ReadFor what, journal::Range sequences, journal::ReadLimits room) {
  read_for_ = what;
  reading_ = {.sequences = sequences,
              .limits = {.records = std::min(room.records, read_records_max),
                         .bytes = std::min(room.bytes, read_bytes_max)}};
  journal_->read(reading_->sequences, reading_->limits);
}

void Outbox::take_read(const journal::ReadBack& back) {
  if (!reading_) return;  // given up meanwhile
  const journal::Range asked = std::exchange(reading_, std::nullopt)->sequences;
  if (read_for_ == ReadFor::backlog) take_backlog(back);
  if (read_for_ == ReadFor::lane) take_lane(asked, back);
  shed();
  over_new_bounds_ = !within_bounds();
  submit_waiting();
  after_change();
}

void Outbox::take_backlog(const journal::ReadBack& back) {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  for (std::span rest{back.frames}; !rest.empty();) {
    const auto frame = journal::take_frame(rest);
    if (is_rejected(frame_sequence(frame.data()))) continue;
    ++records;
    bytes += frame.size();
    take_back(frame);
  }
  for (const journal::Range& lost : back.lost) {
    for (std::uint64_t sequence = lost.first; sequence <= lost.last; ++sequence) {
      lose(sequence, DropReason::unreadable);
    }
  }
  backlog_.next = back.next;
  // The bytes of lost records are not known.
  backlog_.bytes -= std::min(backlog_.bytes, bytes);
  backlog_.records -= std::min(backlog_.records, records + journal::count_of(back.lost));
  if (backlog_.empty()) backlog_ = {};
}

/// A record that waits for its dead letter may be older than the backlog, and is in memory.
bool Outbox::is_rejected(std::uint64_t sequence) noexcept {
  return std::ranges::any_of(rejected_,
                             [&](std::uint64_t ticket) { return order_of({ticket}) == sequence; });
}

void Outbox::take_back(std::span<const char> frame) {
  const std::uint64_t sequence = frame_sequence(frame.data());
  if (!is_whole_frame(frame)) return lose(sequence, DropReason::unreadable);
  if (is_too_old(frame.data())) return lose(sequence, DropReason::too_old);
  held_bytes_ += frame_shape(frame.data()).size();
  queue_copy(frame.data(), loop_.now());
}

/// Its sequence stays.
Ticket Outbox::copy(const char* frame, Time offered_at) {
  const Shape shape = frame_shape(frame);
  text::Writer room = buffer_.reserve(shape.size());
  room.append({frame + frame_head_bytes, shape.size()});
  const Ticket ticket = buffer_.keep(shape, read_frame(frame).facts, offered_at);
  const std::uint64_t sequence = frame_sequence(frame);
  buffer_.set_sequence(ticket, sequence);
  if (suspicions_.empty()) return ticket;
  if (const auto known = suspicions_.extract(sequence); !known.empty()) {
    buffer_.at(ticket).suspicions = known.mapped();
  }
  return ticket;
}

/// Tickets are the order of the queue: the copy comes behind all others.
void Outbox::queue_copy(const char* frame, Time offered_at) {
  enqueue(copy(frame, offered_at));
}

/// A record that is on disk only.
void Outbox::lose(std::uint64_t sequence, DropReason reason) {
  drop(reason);
  journal_->settle(sequence);
  note_outcome(sequence, std::nullopt);
  suspicions_.erase(sequence);
}

/// While no record is on disk only, those that spilled are queued, as far as there is room. False
/// when there was nothing to do.
bool Outbox::rejoin() {
  if (joining_ || !backlog_.empty()) return false;
  int joined = 0;
  while (!spilling_.empty() && has_queue_room(buffer_.at(spilling_.front()).size)) {
    if (++joined > joins_per_turn) {
      joining_ = loop_.at_turn_end([this] {
        joining_.reset();
        after_change();
      });
      break;
    }
    rejoin(spilling_.front());
  }
  return joined > 0;
}

/// Moves the record behind those that were read back.
void Outbox::rejoin(Ticket ticket) {
  const Entry entry = buffer_.at(ticket);
  queue_copy(buffer_.frame(entry), entry.offered_at);
  spilling_bytes_ -= entry.size;
  spilling_.pop_front();
  buffer_.release(ticket);
}

void Outbox::give_up_spilled() noexcept {
  reading_.reset();
  suspicions_.clear();
  for (const Ticket ticket : std::exchange(spilling_, {})) {
    spilling_bytes_ -= buffer_.at(ticket).size;
    settle_given_up(ticket);
  }
  const Outcome outcome = outcome_of_giving_up(backlog_.last);
  probe_.settled[static_cast<std::size_t>(outcome)].add(backlog_.records);
  for (std::uint64_t sequence = backlog_.next; !watched_.empty() && sequence <= backlog_.last;
       ++sequence) {
    note_outcome(sequence, outcome);
  }
  backlog_ = {};
}

}  // namespace sluice::relay
