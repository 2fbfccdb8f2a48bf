#include "gateway/relay/outbox.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "gateway/core/error.hpp"

namespace sluice::relay {
namespace {

constexpr std::size_t block_bytes_min = 4 * 1024;
// Small enough that a record which is slow to settle holds little beside itself.
constexpr std::size_t block_bytes_max = 64 * 1024;

// A record that may have been the reason of so many losses is submitted alone.
constexpr std::uint8_t suspicions_max = 3;

// A small outbox has small blocks, so that rounding up to whole blocks does not dwarf its bound.
std::size_t block_bytes(const OutboxSettings& settings) noexcept {
  return std::clamp(settings.max_bytes / 8, block_bytes_min, block_bytes_max);
}

template <class Enum>
std::size_t index(Enum value) noexcept {
  return static_cast<std::size_t>(value);
}

std::int64_t level(std::size_t value) noexcept {
  return static_cast<std::int64_t>(value);
}

}  // namespace

Outbox::Outbox(const OutboxSettings& settings, const Loop& loop, telemetry::SinkProbe& probe)
    : settings_(settings),
      loop_(loop),
      probe_(probe),
      block_bytes_(block_bytes(settings)),
      buffer_(block_bytes_) {
  set_bounds(settings);
}

void Outbox::attach(Sink& sink) {
  SLUICE_ASSERT(sink_ == nullptr, "an outbox has one sink for life");
  sink_ = &sink;
  window_ = sink.window();
  sink_state_ = SinkState::ready;
  submit_waiting();
  after_change();
}

void Outbox::commit(const Shape& shape, const RecordFacts& facts, Settled settled) {
  const bool fits = shape.size() <= settings_.max_bytes;
  if (fits && make_room(shape.size())) {
    const Ticket ticket = keep(shape, facts);
    if (settled) watched_.emplace(ticket.sequence, std::move(settled));
    submit_waiting();
  } else {
    refuse(fits ? telemetry::DropReason::outbox_full_newest : telemetry::DropReason::too_large);
    if (settled) unreported_.push_back({std::move(settled), std::nullopt});
  }
  after_change();
}

Ticket Outbox::keep(const Shape& shape, const RecordFacts& facts) {
  probe_.offered.add();
  const Ticket ticket = buffer_.keep(shape, facts, loop_.now());
  if (waiting_ == 0) oldest_waiting_ = ticket;
  ++waiting_;
  held_bytes_ += shape.size();
  return ticket;
}

void Outbox::refuse(telemetry::DropReason reason) noexcept {
  probe_.offered.add();
  drop(reason);
}

void Outbox::drop(telemetry::DropReason reason) noexcept {
  probe_.dropped[index(reason)].add();
  if (observer_ != nullptr) observer_->on_dropped(reason);
}

void Outbox::set_on_wants_events(std::function<void()> callback) {
  on_wants_events_ = std::move(callback);
}

void Outbox::set_on_drained(std::function<void()> callback) {
  on_drained_ = std::move(callback);
}

void Outbox::on_delivered(Ticket ticket) noexcept {
  land(ticket);
  settle(ticket, Outcome::delivered);
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
  if (sink_state_ != SinkState::given_up) sink_state_ = SinkState::full;
  if (in_flight_ > 0 && loss.blame != Blame::nothing) accuse(loss);
  take_back();
  submit_waiting();
  after_change();
}

void Outbox::accuse(const Loss& loss) noexcept {
  // What is in flight was submitted before all that waits.
  const Ticket oldest = buffer_.oldest();
  if (alone_) {
    land(oldest);
    return reject(oldest, {RejectionCode::poisonous, loss.text});
  }
  if (loss.suspects.empty()) suspect(oldest);
  for (const Ticket ticket : loss.suspects) suspect(ticket);
}

void Outbox::suspect(Ticket ticket) noexcept {
  Entry& entry = buffer_.at(ticket);
  SLUICE_ASSERT(entry.stage == Stage::in_flight, "only what was accepted can be a suspect");
  if (entry.suspicions < suspicions_max) ++entry.suspicions;
}

void Outbox::take_back() noexcept {
  if (in_flight_ == 0) return;
  oldest_waiting_ = buffer_.oldest();
  for (Ticket ticket = oldest_waiting_; in_flight_ > 0; ticket = buffer_.after(ticket)) {
    Entry& entry = buffer_.at(ticket);
    leave_flight(entry);
    entry.stage = Stage::waiting;
    ++waiting_;
  }
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

void Outbox::give_up() noexcept {
  if (std::exchange(sink_state_, SinkState::given_up) == SinkState::given_up) return;
  if (sink_ != nullptr) sink_->abandon();
  submit_waiting();
  after_change();
}

Ticket Outbox::take_oldest_waiting() noexcept {
  const Ticket ticket = oldest_waiting_;
  if (--waiting_ > 0) oldest_waiting_ = buffer_.after(ticket);
  return ticket;
}

bool Outbox::may_submit(const Entry& entry) const noexcept {
  if (in_flight_ == 0) return true;
  return !alone_ && entry.suspicions < suspicions_max && in_flight_ < window_.records &&
         in_flight_bytes_ + entry.size <= window_.bytes;
}

void Outbox::submit_waiting() noexcept {
  while (waiting_ > 0 && sink_state_ == SinkState::ready) {
    if (!may_submit(buffer_.at(oldest_waiting_))) return;
    submit_oldest();
  }
  while (waiting_ > 0 && sink_state_ == SinkState::given_up) {
    settle(take_oldest_waiting(), Outcome::unavailable);
  }
}

void Outbox::submit_oldest() noexcept {
  Entry& entry = buffer_.at(oldest_waiting_);
  const Admission admission = sink_->submit(read_frame(buffer_.frame(entry)), oldest_waiting_);
  switch (admission.answer) {
    case Admission::accepted:
      entry.stage = Stage::in_flight;
      if (entry.attempts < UINT8_MAX) ++entry.attempts;
      ++in_flight_;
      in_flight_bytes_ += entry.size;
      alone_ = entry.suspicions == suspicions_max;
      std::ignore = take_oldest_waiting();
      return;
    case Admission::full:
      sink_state_ = SinkState::full;
      return;
    case Admission::rejected:
      return reject(take_oldest_waiting(), admission.rejection);
  }
}

void Outbox::settle(Ticket ticket, Outcome outcome) noexcept {
  const std::chrono::duration<double> waited = loop_.now() - buffer_.at(ticket).offered_at;
  probe_.settled[index(outcome)].add();
  probe_.delivery_seconds.observe(waited.count());
  forget(ticket, outcome);
}

void Outbox::reject(Ticket ticket, const Rejection& rejection) noexcept {
  const Entry& entry = buffer_.at(ticket);
  if (observer_ != nullptr) {
    observer_->on_rejected(read_frame(buffer_.frame(entry)), rejection, entry.attempts);
  }
  settle(ticket, Outcome::rejected);
}

void Outbox::forget(Ticket ticket, std::optional<Outcome> outcome) noexcept {
  if (!watched_.empty()) {
    if (auto watched = watched_.extract(ticket.sequence); !watched.empty()) {
      unreported_.push_back({std::move(watched.mapped()), outcome});
    }
  }
  held_bytes_ -= buffer_.at(ticket).size;
  buffer_.release(ticket);
}

void Outbox::check_invariants() noexcept {
  SLUICE_ASSERT(buffer_.held() == held(), "a record that is kept waits or is in flight");
  SLUICE_ASSERT(in_flight_bytes_ <= held_bytes_, "what is in flight is held");
  SLUICE_ASSERT(held() > 0 || held_bytes_ == 0, "no bytes are held for no record");
  SLUICE_ASSERT(settings_.when_full == OverflowPolicy::block || over_new_bounds_ || within_bounds(),
                "a policy that drops keeps to the bounds");
  SLUICE_ASSERT(in_flight_ <= 1 ||
                    (in_flight_ <= window_.records && in_flight_bytes_ <= window_.bytes && !alone_),
                "the sink has no more than its window, and nothing beside a suspect");
  SLUICE_ASSERT(
      waiting_ == 0 || sink_state_ != SinkState::ready || !may_submit(buffer_.at(oldest_waiting_)),
      "nothing waits that could be submitted");
}

// Last in every entry point, when all is consistent: a callback may call back in.
void Outbox::after_change() noexcept {
  if (within_bounds()) over_new_bounds_ = false;
  check_invariants();
  probe_.outbox_records.set(level(held()));
  probe_.outbox_bytes.set(level(held_bytes_));
  probe_.in_flight.set(level(in_flight_));
  const bool blocks = settings_.when_full == OverflowPolicy::block;
  const bool was_blocked =
      std::exchange(blocked_, blocks && (blocked_ ? is_crowded() : !has_room(1)));
  if (was_blocked && !blocked_ && on_wants_events_) on_wants_events_();
  call_settled();
  if (drained() && on_drained_) std::exchange(on_drained_, nullptr)();
}

void Outbox::call_settled() noexcept {
  if (unreported_.empty()) return;
  for (const auto& [settled, outcome] : std::exchange(unreported_, {})) settled(outcome);
}

}  // namespace sluice::relay
