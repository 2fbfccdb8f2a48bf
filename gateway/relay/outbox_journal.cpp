// The part of Outbox that keeps its records in the journal.
#include <algorithm>
#include <utility>
#include <vector>

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
  journal.set_let_go([this](std::uint32_t block) { buffer_.unpin(block); });
  journal.set_on_written([this] { after_change(); });
  journal.set_on_room([this] {
    append_unwritten();
    after_change();
  });
  journal.set_on_read([this](const journal::ReadBack& back) { take_read(back); });
}

std::size_t Outbox::record_bytes_max() const noexcept {
  if (journal_ == nullptr) return settings_.max_bytes;
  return std::min<std::size_t>(settings_.max_bytes, journal_->frame_bytes_max() - frame_head_bytes);
}

bool Outbox::is_too_large(const Shape& shape) const noexcept {
  return shape.size() > record_bytes_max();
}

bool Outbox::holds_recovered() noexcept {
  if (last_recovered_ == 0) return false;
  if (!backlog_.empty() && backlog_.next <= last_recovered_) return true;
  if (parked_.on_disk() > 0 && parked_.first_on_disk() <= last_recovered_) return true;
  for (Ticket ticket = oldest_queued(); ticket.sequence != 0; ticket = queued_after(ticket)) {
    if (order_of(ticket) <= last_recovered_) return true;
    if (!has_parked_copies_) return false;
  }
  return false;
}

void Outbox::write_down(Ticket ticket) {
  buffer_.set_sequence(ticket, journal_->take_sequence());
  append_frame(buffer_.at(ticket));
}

void Outbox::append_frame(const Entry& entry) {
  const std::span<char> frame{buffer_.frame(entry), frame_head_bytes + entry.size};
  if (journal_->append(frame, entry.block)) buffer_.pin(entry.block);
}

/// After a time without room on the disk. Tickets are not the order, as a record that joins the
/// queue later gets another one.
void Outbox::append_unwritten() {
  std::vector<std::pair<std::uint64_t, Ticket>> unwritten;
  for (Ticket ticket = buffer_.oldest(); ticket.sequence != 0; ticket = buffer_.after(ticket)) {
    const std::uint64_t sequence = order_of(ticket);
    if (sequence > journal_->written_through()) unwritten.emplace_back(sequence, ticket);
  }
  std::ranges::sort(unwritten, {}, [](const auto& one) { return one.first; });
  for (const auto& [sequence, ticket] : unwritten) append_frame(buffer_.at(ticket));
}

/// A record that is kept or unavailable stays in the journal for the next start.
void Outbox::cross_out(const Entry& entry, std::optional<Outcome> outcome) {
  if (outcome == Outcome::kept || outcome == Outcome::unavailable) return;
  journal_->settle(entry.sequence);
}

/// Whether anything goes on when frames are written: until then they keep memory that is needed, or
/// somebody waits for them to be safe.
bool Outbox::waits_for_writing() const noexcept {
  return !spilling_.empty() || !leaving_.empty() || !unwritten_.empty() ||
         buffer_.occupied() > occupied_max_;
}

bool Outbox::is_on_disk(std::uint64_t sequence) const noexcept {
  if (journal_ == nullptr || journal_->failed()) return false;
  return journal_->takes_frames() || sequence <= journal_->written_through();
}

Outcome Outbox::outcome_of_giving_up(std::uint64_t sequence) const noexcept {
  return is_on_disk(sequence) ? Outcome::kept : Outcome::unavailable;
}

void Outbox::settle_given_up(Ticket ticket) noexcept {
  settle(ticket, outcome_of_giving_up(order_of(ticket)));
}

}  // namespace sluice::relay
