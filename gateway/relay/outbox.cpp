#include "gateway/relay/outbox.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "gateway/core/error.hpp"

namespace sluice::relay {
namespace {

constexpr std::size_t block_bytes_min = 4 * 1024;
constexpr std::size_t block_bytes_max = 256 * 1024;

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
      buffer_(block_bytes(settings)),
      occupied_max_(2 * (settings.max_bytes + block_bytes(settings))) {
  probe_.outbox_max_records.set(level(settings.max_records));
  probe_.outbox_max_bytes.set(level(settings.max_bytes));
}

void Outbox::attach(Sink& sink) {
  SLUICE_ASSERT(sink_ == nullptr, "an outbox has one sink for life");
  sink_ = &sink;
  window_ = sink.window();
  sink_state_ = SinkState::ready;
  submit_waiting();
  after_change();
}

void Outbox::commit(const Shape& shape, const RecordFacts& facts) {
  if (shape.size() > settings_.max_bytes) {
    refuse(telemetry::DropReason::too_large);
  } else if (!make_room(shape.size())) {
    refuse(telemetry::DropReason::outbox_full_newest);
  } else {
    keep(shape, facts);
    submit_waiting();
  }
  after_change();
}

void Outbox::keep(const Shape& shape, const RecordFacts& facts) {
  probe_.offered.add();
  const Ticket ticket = buffer_.keep(shape, facts, loop_.now());
  if (waiting_ == 0) oldest_waiting_ = ticket;
  ++waiting_;
  held_bytes_ += shape.size();
}

void Outbox::refuse(telemetry::DropReason reason) noexcept {
  probe_.offered.add();
  probe_.dropped[index(reason)].add();
}

bool Outbox::has_room(std::size_t bytes) const noexcept {
  return held() < settings_.max_records && bytes <= settings_.max_bytes &&
         held_bytes_ <= settings_.max_bytes - bytes && buffer_.occupied() <= occupied_max_;
}

bool Outbox::make_room(std::size_t bytes) noexcept {
  if (settings_.when_full == OverflowPolicy::block) return true;
  // What is in flight cannot be dropped: where that alone is too much, drop nothing for it.
  const bool can_evict = settings_.when_full == OverflowPolicy::drop_oldest &&
                         in_flight_ < settings_.max_records &&
                         in_flight_bytes_ + bytes <= settings_.max_bytes;
  while (can_evict && waiting_ > 0 && !has_room(bytes)) {
    forget(take_oldest_waiting());
    probe_.dropped[index(telemetry::DropReason::outbox_full_oldest)].add();
  }
  return has_room(bytes);
}

bool Outbox::wants_events() const noexcept {
  return settings_.when_full != OverflowPolicy::block || has_room(1);
}

void Outbox::set_on_wants_events(std::function<void()> callback) {
  on_wants_events_ = std::move(callback);
}

void Outbox::set_on_drained(std::function<void()> callback) {
  on_drained_ = std::move(callback);
}

void Outbox::on_delivered(Ticket ticket) noexcept {
  report(ticket, Outcome::delivered);
}

void Outbox::on_rejected(Ticket ticket, const Rejection&) noexcept {
  report(ticket, Outcome::rejected);
}

void Outbox::report(Ticket ticket, Outcome outcome) noexcept {
  const Entry& entry = buffer_.at(ticket);
  SLUICE_ASSERT(entry.stage == Stage::in_flight, "only what was accepted has an outcome");
  leave_flight(entry);
  settle(ticket, outcome, loop_.now());
  submit_waiting();
  after_change();
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
    leave_flight(buffer_.at(oldest));
    return settle(oldest, Outcome::rejected, loop_.now());
  }
  if (loss.suspects.empty()) suspect(oldest, loss.blame);
  for (const Ticket ticket : loss.suspects) suspect(ticket, loss.blame);
}

void Outbox::suspect(Ticket ticket, Blame blame) noexcept {
  Entry& entry = buffer_.at(ticket);
  SLUICE_ASSERT(entry.stage == Stage::in_flight, "only what was accepted can be a suspect");
  const bool enough = blame == Blame::their_sum || entry.suspicions == suspicions_max;
  entry.suspicions = enough ? suspicions_max : static_cast<std::uint8_t>(entry.suspicions + 1);
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
  in_flight_bytes_ -= entry.shape.size();
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
         in_flight_bytes_ + entry.shape.size() <= window_.bytes;
}

void Outbox::submit_waiting() noexcept {
  while (waiting_ > 0 && sink_state_ == SinkState::ready) {
    if (!may_submit(buffer_.at(oldest_waiting_))) return;
    submit_oldest();
  }
  while (waiting_ > 0 && sink_state_ == SinkState::given_up) {
    settle(take_oldest_waiting(), Outcome::unavailable, loop_.now());
  }
}

void Outbox::submit_oldest() noexcept {
  Entry& entry = buffer_.at(oldest_waiting_);
  switch (sink_->submit(entry.record(), oldest_waiting_).answer) {
    case Admission::accepted:
      entry.stage = Stage::in_flight;
      if (entry.attempts < UINT8_MAX) ++entry.attempts;
      ++in_flight_;
      in_flight_bytes_ += entry.shape.size();
      alone_ = entry.suspicions == suspicions_max;
      std::ignore = take_oldest_waiting();
      return;
    case Admission::full:
      sink_state_ = SinkState::full;
      return;
    case Admission::rejected:
      return settle(take_oldest_waiting(), Outcome::rejected, loop_.now());
  }
}

void Outbox::settle(Ticket ticket, Outcome outcome, Time now) noexcept {
  const std::chrono::duration<double> waited = now - buffer_.at(ticket).offered_at;
  probe_.settled[index(outcome)].add();
  probe_.delivery_seconds.observe(waited.count());
  forget(ticket);
}

void Outbox::forget(Ticket ticket) noexcept {
  held_bytes_ -= buffer_.at(ticket).shape.size();
  buffer_.release(ticket);
}

// Last in every entry point, when all is consistent: a callback may call back in.
void Outbox::after_change() noexcept {
  probe_.outbox_records.set(level(held()));
  probe_.outbox_bytes.set(level(held_bytes_));
  probe_.in_flight.set(level(in_flight_));
  const bool was_full = std::exchange(told_full_, !wants_events());
  if (was_full && !told_full_ && on_wants_events_) on_wants_events_();
  if (drained() && on_drained_) std::exchange(on_drained_, nullptr)();
}

}  // namespace sluice::relay
