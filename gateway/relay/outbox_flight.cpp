#include <algorithm>
#include <tuple>
#include <utility>

#include "gateway/core/error.hpp"
#include "gateway/relay/outbox.hpp"

// The part of Outbox that submits records and handles the reports of its sink.
namespace sluice::relay {
namespace {

// After this many suspicions a record is submitted alone.
constexpr std::uint8_t suspicions_max = 3;
// A sink may become ready for a whole window at once, and the shard has other work as well.
constexpr int submissions_per_turn = 500;

}  // namespace

void Outbox::on_delivered(std::span<const Ticket> tickets) noexcept {
  for (const Ticket ticket : tickets) {
    land(ticket);
    settle(ticket, Outcome::delivered);
  }
  submit_waiting();
  after_change();
}

void Outbox::on_rejected(Ticket ticket, const Rejection& rejection) noexcept {
  land(ticket);
  reject(ticket, rejection);
  submit_waiting();
  after_change();
}

void Outbox::land(Ticket ticket) noexcept {
  const Entry& entry = buffer_.at(ticket);
  SLUICE_ASSERT(entry.stage == Stage::in_flight, "only what was accepted has an outcome");
  leave_flight(entry);
}

void Outbox::on_lost(const Loss& loss) noexcept {
  if (sink_state_ == SinkState::ready) sink_state_ = SinkState::full;
  if (in_flight_ > 0 && loss.blame != Blame::nothing) accuse(loss);
  take_back();
  if (on_detached_) {
    sink_ = nullptr;
    loop_.post(std::exchange(on_detached_, nullptr));
  }
  submit_waiting();
  after_change();
}

void Outbox::accuse(const Loss& loss) noexcept {
  const Ticket oldest = oldest_in_flight();
  if (alone_) {
    land(oldest);
    return reject(oldest, {RejectionCode::poisonous, loss.text});
  }
  if (loss.suspects.empty()) suspect(oldest, loss);
  for (const Ticket ticket : loss.suspects) suspect(ticket, loss);
}

// A record that waits for its lane may be older.
Ticket Outbox::oldest_in_flight() noexcept {
  Ticket ticket = oldest_queued();
  while (buffer_.at(ticket).stage != Stage::in_flight) ticket = queued_after(ticket);
  return ticket;
}

void Outbox::suspect(Ticket ticket, const Loss& loss) noexcept {
  Entry& entry = buffer_.at(ticket);
  SLUICE_ASSERT(entry.stage == Stage::in_flight, "only what was accepted can be a suspect");
  if (entry.suspicions < suspicions_max) ++entry.suspicions;
  if (loss.blame == Blame::each_one && entry.suspicions == suspicions_max) {
    land(ticket);
    reject(ticket, {RejectionCode::poisonous, loss.text});
  }
}

void Outbox::take_back() noexcept {
  std::size_t left = in_flight_ + parked_.in_memory();
  for (Ticket ticket = oldest_queued(); left > 0; ticket = buffer_.after(ticket)) {
    Entry& entry = buffer_.at(ticket);
    if (entry.stage == Stage::in_flight) {
      leave_flight(entry);
      ++waiting_;
    } else if (entry.stage != Stage::parked) {
      continue;
    }
    entry.stage = Stage::waiting;
    --left;
  }
  if (has_parked_copies_ || parked_.on_disk() > 0) return begin_again_from_disk();
  forget_lanes();
  if (waiting_ > 0) oldest_unasked_ = oldest_queued();
}

void Outbox::forget_lanes() noexcept {
  parked_.clear();
  leaving_.clear();
  has_parked_copies_ = false;
}

void Outbox::leave_flight(const Entry& entry) noexcept {
  --in_flight_;
  in_flight_bytes_ -= entry.size;
  alone_ = false;
}

void Outbox::on_sink_ready() noexcept {
  if (sink_state_ != SinkState::full) return;
  sink_state_ = SinkState::ready;
  submit_waiting();
  after_change();
}

void Outbox::detach(std::function<void()> detached) {
  SLUICE_ASSERT(sink_ != nullptr, "there is a sink to detach");
  if (sink_state_ == SinkState::given_up) return;
  sink_state_ = SinkState::detached;
  on_detached_ = std::move(detached);
  sink_->abandon();
}

/// A sink that is being detached is abandoned already.
void Outbox::give_up() noexcept {
  if (std::exchange(sink_state_, SinkState::given_up) == SinkState::given_up) return;
  if (sink_ != nullptr && !on_detached_) sink_->abandon();
  submit_waiting();
  after_change();
}

void Outbox::on_lane_ready(Lane lane) noexcept {
  parked_.open(lane);
  submit_waiting();
  after_change();
}

// Parked records were offered to the sink before and are therefore older.
Ticket Outbox::take_oldest_waiting() noexcept {
  --waiting_;
  return parked_.in_memory() == 0 ? take_unasked() : parked_.take_oldest();
}

// Records that were read back for their lane may be behind it.
Ticket Outbox::take_unasked() noexcept {
  const Ticket taken = oldest_unasked_;
  do {
    oldest_unasked_ = buffer_.after(oldest_unasked_);
  } while (oldest_unasked_.sequence != 0 && buffer_.at(oldest_unasked_).stage != Stage::waiting);
  return taken;
}

// Records that were read back are behind records that still spill.
Ticket Outbox::queued_after(Ticket ticket) noexcept {
  const auto is_queued = [this](Ticket one) {
    const Stage stage = buffer_.at(one).stage;
    return stage == Stage::waiting || stage == Stage::parked || stage == Stage::in_flight;
  };
  do {
    ticket = buffer_.after(ticket);
  } while (ticket.sequence != 0 && !is_queued(ticket));
  return ticket;
}

// An open lane comes first: a record not yet offered may belong behind its parked records, in
// memory or on disk.
Ticket Outbox::next_to_submit() const noexcept {
  if (parked_.any_open()) return parked_.next();
  return unasked() > 0 ? oldest_unasked_ : Ticket{};
}

Ticket Outbox::take_next() noexcept {
  const Ticket parked = parked_.next();
  if (parked.sequence == 0) return take_unasked();
  parked_.take_next();
  return parked;
}

bool Outbox::may_submit(const Entry& entry) const noexcept {
  if (in_flight_ == 0) return true;
  return !alone_ && entry.suspicions < suspicions_max && in_flight_ < window_.records &&
         in_flight_bytes_ + entry.size <= window_.bytes;
}

void Outbox::submit_waiting() noexcept {
  if (!rest_) submit_some();
  if (sink_state_ != SinkState::given_up) return;
  give_up_parked_on_disk();
  give_up_waiting();
  give_up_spilled();
  give_up_letters();
}

void Outbox::give_up_waiting() noexcept {
  forget_lanes();
  for (Ticket ticket = oldest_queued(); waiting_ > 0;) {
    const Ticket next = queued_after(ticket);
    if (buffer_.at(ticket).stage != Stage::in_flight) {
      --waiting_;
      settle_given_up(ticket);
    }
    ticket = next;
  }
}

void Outbox::submit_some() noexcept {
  for (int asked = 0; sink_state_ == SinkState::ready; ++asked) {
    const Ticket next = next_to_submit();
    if (next.sequence == 0 || !may_submit(buffer_.at(next))) return;
    if (asked == submissions_per_turn) {
      rest_ = loop_.at_turn_end([this] {
        rest_.reset();
        submit_waiting();
        after_change();
      });
      return;
    }
    submit(next);
  }
}

void Outbox::submit(Ticket ticket) noexcept {
  Entry& entry = buffer_.at(ticket);
  const Admission admission = sink_->submit(read_frame(buffer_.frame(entry)), ticket);
  switch (admission.answer) {
    case Admission::accepted:
      std::ignore = take_next();
      --waiting_;
      entry.stage = Stage::in_flight;
      if (entry.attempts < UINT8_MAX) ++entry.attempts;
      ++in_flight_;
      in_flight_bytes_ += entry.size;
      alone_ = entry.suspicions == suspicions_max;
      return;
    case Admission::full:
      sink_state_ = SinkState::full;
      return;
    case Admission::lane_full:
      return hold(admission.lane);
    case Admission::rejected:
      --waiting_;
      return reject(take_next(), admission.rejection);
  }
}

// A parked record may belong to another lane now.
void Outbox::hold(Lane lane) noexcept {
  if (!parked_.close_next(lane)) park(lane, take_next());
}

}  // namespace sluice::relay
