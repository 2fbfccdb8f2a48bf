// The part of Outbox that keeps its records in the journal.
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::relay {

void Outbox::set_journal(journal::Journal& journal, const Backlog& recovered) {
  journal_ = &journal;
  if (recovered.records > 0) backlog_ = recovered;
  backlog_.since = loop_.now();
  last_recovered_ = backlog_.last;
  probe_.recovered.add(recovered.records);
  probe_.max_disk.set(static_cast<std::int64_t>(settings_.max_disk));
  journal.set_let_go([this](std::uint32_t block) {
    buffer_.unpin(block);
    after_change();
  });
  journal.set_on_written([this] { after_change(); });
  journal.set_on_read([this](const journal::ReadBack& back) { take_read(back); });
}

bool Outbox::is_too_large(const Shape& shape) const noexcept {
  return shape.size() > settings_.max_bytes ||
         (journal_ != nullptr && frame_head_bytes + shape.size() > journal_->frame_bytes_max());
}

bool Outbox::holds_recovered() noexcept {
  if (last_recovered_ == 0) return false;
  if (!backlog_.empty() && backlog_.next <= last_recovered_) return true;
  return queued() > 0 &&
         frame_sequence(buffer_.frame(buffer_.at(oldest_queued()))) <= last_recovered_;
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

/// A record that leaves memory gets another ticket later; its sequence stays.
std::uint64_t Outbox::watch_key(Ticket ticket) noexcept {
  return journal_ == nullptr ? ticket.sequence : frame_sequence(buffer_.frame(buffer_.at(ticket)));
}

Outcome Outbox::outcome_of_giving_up() const noexcept {
  return has_disk() ? Outcome::kept : Outcome::unavailable;
}

}  // namespace sluice::relay
