// The part of Outbox that keeps its records in the journal.
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::relay {

void Outbox::set_journal(journal::Journal& journal) {
  journal_ = &journal;
  journal.set_let_go([this](std::uint32_t block) {
    buffer_.unpin(block);
    after_change();
  });
}

bool Outbox::is_too_large(const Shape& shape) const noexcept {
  return shape.size() > settings_.max_bytes ||
         (journal_ != nullptr && frame_head_bytes + shape.size() > journal_->frame_bytes_max());
}

bool Outbox::recover(std::span<const char> frame) {
  if (frame.size() < frame_head_bytes || frame_bytes(frame.data()) != frame.size()) return false;
  const Shape shape = frame_shape(frame.data());
  text::Writer room = buffer_.reserve(shape.size());
  room.append({frame.data() + frame_head_bytes, shape.size()});
  const Ticket ticket = take_in(shape, read_frame(frame.data()).facts);
  set_frame_sequence(buffer_.frame(buffer_.at(ticket)), frame_sequence(frame.data()));
  last_recovered_ = ticket;
  probe_.recovered.add();
  over_new_bounds_ = true;  // the recovered records exceed them
  after_change();
  return true;
}

bool Outbox::holds_recovered() const noexcept {
  const Ticket oldest = buffer_.oldest();
  return oldest.sequence != 0 && oldest.sequence <= last_recovered_.sequence;
}

void Outbox::write_down(Ticket ticket) {
  const Entry& entry = buffer_.at(ticket);
  char* const frame = buffer_.frame(entry);
  set_frame_sequence(frame, journal_->take_sequence());
  if (journal_->append({frame, frame_bytes(frame)}, entry.block)) buffer_.pin(entry.block);
}

/// A record that is kept or unavailable stays in the journal for the next start.
void Outbox::cross_out(const Entry& entry, std::optional<Outcome> outcome) {
  if (outcome == Outcome::kept || outcome == Outcome::unavailable) return;
  journal_->settle(frame_sequence(buffer_.frame(entry)));
}

Outcome Outbox::outcome_of_giving_up() const noexcept {
  return journal_ != nullptr && !journal_->failed() ? Outcome::kept : Outcome::unavailable;
}

}  // namespace sluice::relay
