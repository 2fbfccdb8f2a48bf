// The part of Outbox that waits for the dead letters of its rejected records, and that reports when
// a record is safe.
#include <utility>

#include "gateway/relay/letter.hpp"
#include "gateway/relay/outbox.hpp"

namespace sluice::relay {

/// The letter is sent when the state is consistent, as it may come to this outbox.
void Outbox::await_letter(Ticket ticket, const Rejection& rejection) {
  Entry& entry = buffer_.at(ticket);
  entry.stage = Stage::rejected;
  held_bytes_ -= entry.size;
  rejected_.insert(ticket.sequence);
  unsent_letters_.push_back({ticket, rejection.code, std::string{rejection.text}});
}

void Outbox::send_letters() noexcept {
  if (unsent_letters_.empty()) return;
  for (const auto& [ticket, code, text] : std::exchange(unsent_letters_, {})) {
    if (!rejected_.contains(ticket.sequence)) continue;
    letters_->send(read_frame(buffer_.frame(buffer_.at(ticket))), {code, text},
                   [this, of = ticket](bool safe) { on_letter(of, safe); });
  }
}

/// A record that was given up meanwhile has its outcome: the next start sends it, and perhaps its
/// letter once more.
void Outbox::on_letter(Ticket ticket, bool safe) noexcept {
  if (rejected_.erase(ticket.sequence) == 0) return;
  held_bytes_ += buffer_.at(ticket).size;
  settle(ticket, safe ? Outcome::dead_lettered : Outcome::rejected);
  after_change();
}

void Outbox::give_up_letters() noexcept {
  for (const std::uint64_t sequence : std::exchange(rejected_, {})) {
    held_bytes_ += buffer_.at({sequence}).size;
    settle_given_up({sequence});
  }
}

/// The journal still has the whole letter, and a start would cut it again.
void Outbox::cut(Ticket ticket) {
  const Entry entry = buffer_.at(ticket);
  const Record whole = read_frame(buffer_.frame(entry));
  text::Writer out = buffer_.reserve(entry.size + truncated_header_bytes);
  const Shape shape = write_cut(whole, out);
  const Ticket copy = buffer_.keep(shape, whole.facts, entry.offered_at);
  buffer_.set_sequence(copy, entry.sequence);
  if (journal_ == nullptr) {
    if (auto watched = watched_.extract(ticket.sequence); !watched.empty()) {
      watched_.emplace(copy.sequence, std::move(watched.mapped()));
    }
  }
  enqueue(copy);
  held_bytes_ = held_bytes_ - entry.size + shape.size();
  buffer_.release(ticket);
}

void Outbox::watch_safety(Ticket ticket, Safe safe) {
  if (journal_ != nullptr && !journal_->failed()) {
    unwritten_.push_back({order_of(ticket), std::move(safe)});
  } else {
    unreported_.push_back([safe = std::move(safe)] { safe(true); });
  }
}

/// A full disk may have room again. After a failure, memory is as safe as it gets.
void Outbox::note_written() noexcept {
  while (!unwritten_.empty() &&
         (journal_->failed() || unwritten_.front().sequence <= journal_->written_through())) {
    unreported_.push_back([safe = std::move(unwritten_.front().safe)] { safe(true); });
    unwritten_.pop_front();
  }
}

}  // namespace sluice::relay
