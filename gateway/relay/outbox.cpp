#include "gateway/relay/outbox.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "gateway/core/error.hpp"
#include "gateway/relay/letter.hpp"

namespace sluice::relay {
namespace {

constexpr std::size_t block_bytes_min = 4 * 1024;
// Small, so that a record that is slow to settle keeps little memory besides its own.
constexpr std::size_t block_bytes_max = 64 * 1024;

// A small outbox has small blocks, so that rounding up to whole blocks stays small against its
// bound.
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

template <std::size_t count>
std::uint64_t sum(const std::array<telemetry::Counter, count>& counters) noexcept {
  std::uint64_t total = 0;
  for (const telemetry::Counter& counter : counters) total += counter.value();
  return total;
}

}  // namespace

Outbox::Outbox(const OutboxSettings& settings, Loop& loop, OutboxProbe& probe)
    : settings_(settings),
      loop_(loop),
      probe_(probe),
      block_bytes_(block_bytes(settings)),
      buffer_(block_bytes_) {
  set_bounds(settings);
}

void Outbox::attach(Sink& sink) {
  SLUICE_ASSERT(sink_ == nullptr, "an outbox has one sink at a time");
  if (sink_state_ == SinkState::given_up) return;
  sink_ = &sink;
  window_ = sink.window();
  sink_state_ = SinkState::ready;
  submit_waiting();
  after_change();
}

void Outbox::commit(const Shape& shape, const RecordFacts& facts, Settled settled, Safe safe) {
  const bool fits = !is_too_large(shape);
  if (fits && make_room(shape.size())) {
    const Ticket ticket = keep(shape, facts);
    if (settled) watched_.emplace(order_of(ticket), std::move(settled));
    if (safe) watch_safety(ticket, std::move(safe));
    submit_waiting();
  } else {
    refuse(fits ? DropReason::outbox_full_newest : DropReason::too_large);
    if (settled) {
      unreported_.push_back([settled = std::move(settled)] { settled(std::nullopt); });
    }
    if (safe) unreported_.push_back([safe = std::move(safe)] { safe(false); });
  }
  after_change();
}

Ticket Outbox::keep(const Shape& shape, const RecordFacts& facts) {
  probe_.offered.add();
  const bool spills = must_spill(shape.size());
  const Ticket ticket = buffer_.keep(shape, facts, loop_.now());
  held_bytes_ += shape.size();
  if (journal_ != nullptr) write_down(ticket);
  if (spills) {
    spill(ticket);
  } else {
    enqueue(ticket);
  }
  return ticket;
}

void Outbox::enqueue(Ticket ticket) noexcept {
  if (unasked() == 0) oldest_unasked_ = ticket;
  ++waiting_;
}

std::optional<Time> Outbox::oldest_since() noexcept {
  if (parked_.on_disk() > 0) {
    return queued() == 0 ? parked_since_
                         : std::min(parked_since_, buffer_.at(oldest_queued()).offered_at);
  }
  if (queued() == 0 && !backlog_.empty()) return backlog_.since;
  if (held() == 0) return std::nullopt;
  return buffer_.at(queued() > 0 ? oldest_queued() : spilling_.front()).offered_at;
}

void Outbox::refuse(DropReason reason) noexcept {
  probe_.offered.add();
  drop(reason);
}

void Outbox::drop(DropReason reason) noexcept {
  probe_.dropped[index(reason)].add();
  if (observer_ != nullptr) observer_->on_dropped(reason);
}

void Outbox::settle(Ticket ticket, Outcome outcome) noexcept {
  const std::chrono::duration<double> waited = loop_.now() - buffer_.at(ticket).offered_at;
  probe_.settled[index(outcome)].add();
  probe_.delivery_seconds.observe(waited.count());
  forget(ticket, outcome);
}

void Outbox::reject(Ticket ticket, const Rejection& rejection) noexcept {
  const Entry& entry = buffer_.at(ticket);
  const Record record = read_frame(buffer_.frame(entry));
  if (rejection.code == RejectionCode::too_large && can_be_cut(record)) return cut(ticket);
  if (observer_ != nullptr) observer_->on_rejected(record, rejection, entry.attempts);
  if (letters_ != nullptr && letters_->has_topic(record.facts.dead_letter)) {
    await_letter(ticket, rejection);
  } else {
    settle(ticket, Outcome::rejected);
  }
}

void Outbox::forget(Ticket ticket, std::optional<Outcome> outcome) noexcept {
  if (!watched_.empty()) note_outcome(order_of(ticket), outcome);
  const Entry& entry = buffer_.at(ticket);
  if (journal_ != nullptr) cross_out(entry, outcome);
  held_bytes_ -= entry.size;
  buffer_.release(ticket);
}

/// The record's watcher, where there is one, is called once the state is consistent.
void Outbox::note_outcome(std::uint64_t order, std::optional<Outcome> outcome) noexcept {
  if (auto watched = watched_.extract(order); !watched.empty()) {
    unreported_.push_back([settled = std::move(watched.mapped()), outcome] { settled(outcome); });
  }
}

void Outbox::check_invariants() noexcept {
  // With a journal the sum is not exact: a damaged part of the disk is counted by its range.
  SLUICE_ASSERT(
      journal_ != nullptr ||
          probe_.offered.value() == sum(probe_.settled) + sum(probe_.dropped) + buffer_.held(),
      "a record that was offered has an outcome, was dropped or is held");
  SLUICE_ASSERT(held() == queued() + spilling_.size(),
                "a record that is kept waits, is in flight, spills or was rejected");
  SLUICE_ASSERT(in_flight_bytes_ <= held_bytes_, "what is in flight is held");
  SLUICE_ASSERT(held() > 0 || held_bytes_ == 0, "no bytes are held for no record");
  SLUICE_ASSERT(settings_.when_full == OverflowPolicy::block || over_new_bounds_ || within_bounds(),
                "a policy that drops keeps to the bounds");
  SLUICE_ASSERT(in_flight_ <= 1 ||
                    (in_flight_ <= window_.records && in_flight_bytes_ <= window_.bytes && !alone_),
                "the sink has no more than its window, and nothing beside a suspect");
  SLUICE_ASSERT(parked_.in_memory() <= waiting_, "a record that is parked waits");
  SLUICE_ASSERT(
      journal_ != nullptr || (backlog_.empty() && spilling_.empty() && parked_.on_disk() == 0),
      "only a journal has records that are not in memory");
  const Ticket next = next_to_submit();
  SLUICE_ASSERT(next.sequence == 0 || sink_state_ != SinkState::ready || rest_ ||
                    !may_submit(buffer_.at(next)),
                "nothing waits that could be submitted");
}

// Must be the last call of every entry point, after all changes: a callback may call the outbox.
void Outbox::after_change() noexcept {
  if (journal_ != nullptr) {
    move_spilled();
    note_written();
    if (waits_for_writing()) journal_->want_word();
  }
  over_new_bounds_ = over_new_bounds_ && !within_bounds();
  check_invariants();
  probe_.records.set(level(buffer_.held()));
  probe_.bytes.set(level(held_bytes_));
  probe_.backlog_records.set(level(backlog_.records + parked_.on_disk()));
  probe_.backlog_bytes.set(level(backlog_.bytes + parked_.bytes_on_disk()));
  probe_.memory.set(level(buffer_.occupied()));
  probe_.in_flight.set(level(in_flight_));
  const bool blocks = settings_.when_full == OverflowPolicy::block;
  const bool was_blocked =
      std::exchange(blocked_, blocks && (blocked_ ? is_crowded() : !has_room(1)));
  if (was_blocked && !blocked_ && on_wants_events_) on_wants_events_();
  call_settled();
  send_letters();
  if (drained() && on_drained_) std::exchange(on_drained_, nullptr)();
}

void Outbox::call_settled() noexcept {
  if (unreported_.empty()) return;
  for (const auto& report : std::exchange(unreported_, {})) report();
}

}  // namespace sluice::relay
