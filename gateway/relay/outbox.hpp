#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/core/loop.hpp"
#include "gateway/core/route_choices.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/relay/parked_records.hpp"
#include "gateway/relay/record_buffer.hpp"
#include "gateway/telemetry/probes.hpp"
#include "gateway/text/writer.hpp"

namespace sluice::relay {

struct OutboxSettings {
  std::size_t max_records{};
  std::size_t max_bytes{};
  OverflowPolicy when_full{};
};

/// Hears of the records that an outbox gives up while the gateway runs. Does not call back in.
class LossObserver {
 public:
  virtual void on_dropped(telemetry::DropReason reason) noexcept = 0;
  /// `attempts`: times the sink had the record.
  virtual void on_rejected(const Record& record, const Rejection& rejection,
                           unsigned attempts) noexcept = 0;

 protected:
  ~LossObserver() = default;
};

/// The bounded queue in front of one sink on one shard. Owns each record until its outcome, submits
/// in the order of offering, submits again what a sink has lost, and counts what becomes of each:
/// at any time offered = settled{outcome} + dropped{reason} + outbox_records.
///
/// No more than the sink's window is submitted at a time; the rest waits here, where the policy can
/// reach it. A record that may have been the reason of several losses is submitted alone, with
/// nothing else in flight. If it is then lost again, and no other cause is known, it is rejected,
/// so that the others can go on. A loss that blames no record never leads to that.
///
/// Where the sink calls a lane full, the records of that lane are parked, in order, and the others
/// go on; the oldest to drop is then one of those that are parked.
///
/// Lives on its shard's thread and outlives its sink. max_records and max_bytes bound the records
/// that are held: outbox_bounds.cpp decides when it is full and which record is given up. A record
/// that is slow to settle keeps its whole block of memory. Where such blocks come to twice
/// max_bytes, the outbox is full as well.
class Outbox final : public DeliveryListener {
 public:
  Outbox(const OutboxSettings& settings, const Loop& loop, telemetry::SinkProbe& probe);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Receives the outcome of one record; nothing where it was dropped.
  using Settled = std::function<void(std::optional<Outcome>)>;

  /// From now on. No record is given up for smaller bounds: those held beyond them stay, and until
  /// they are fewer the policy decides on each new one.
  void set_bounds(const OutboxSettings& bounds);

  /// From now on each record is on disk as well, until it has its outcome; what is given up at
  /// shutdown is kept there. Before the first event; the journal is closed before the outbox ends.
  void set_journal(journal::Journal& journal);

  /// Holds a record that the journal has, in the order of calls, before attach(). False where these
  /// bytes are no record.
  [[nodiscard]] bool recover(std::span<const char> frame);

  /// Where the records go; once, before the first event. The sink has this outbox as its listener.
  void attach(Sink& sink);

  /// Offers one record in two steps: begin() gives room for at most `bytes`, into which topic, key,
  /// payload and headers are rendered; commit() then keeps it or drops it as the policy says,
  /// refuse() counts it as dropped. A record that is begun and neither committed nor refused never
  /// was. `settled`, where given, is called once, perhaps from within commit(); not at all when the
  /// outbox ends before.
  [[nodiscard]] text::Writer begin(std::size_t bytes) { return buffer_.reserve(bytes); }
  void commit(const Shape& shape, const RecordFacts& facts, Settled settled = nullptr);
  void refuse(telemetry::DropReason reason) noexcept;

  /// False while the policy is `block`, from when the outbox is full until a quarter is free.
  [[nodiscard]] bool wants_events() const noexcept { return !blocked_; }

  /// Called each time wants_events() becomes true again.
  void set_on_wants_events(std::function<void()> callback) {
    on_wants_events_ = std::move(callback);
  }

  /// Who is told what is given up. Outlives the outbox.
  void set_loss_observer(LossObserver& observer) noexcept { observer_ = &observer; }

  /// True when every record offered has its outcome.
  [[nodiscard]] bool drained() const noexcept { return held() == 0; }

  /// Called once, the next time the outbox becomes drained.
  void set_on_drained(std::function<void()> callback) { on_drained_ = std::move(callback); }

  /// At shutdown: abandons the sink. What waits, what the sink lets go of and all that is still
  /// offered is settled as unavailable, or as kept where there is a journal.
  void give_up() noexcept;

  void on_delivered(Ticket ticket) noexcept override;
  void on_rejected(Ticket ticket, const Rejection& rejection) noexcept override;
  void on_lost(const Loss& loss) noexcept override;
  void on_sink_ready() noexcept override;
  void on_lane_ready(Lane lane) noexcept override;

 private:
  /// Whether the sink takes records, as far as its last answer told.
  enum class SinkState : std::uint8_t { detached, ready, full, given_up };

  [[nodiscard]] std::size_t held() const noexcept { return waiting_ + in_flight_; }
  [[nodiscard]] bool has_room(std::size_t bytes) const noexcept;
  [[nodiscard]] bool make_room(std::size_t bytes) noexcept;
  [[nodiscard]] bool is_crowded() const noexcept;
  [[nodiscard]] bool within_bounds() const noexcept;
  [[nodiscard]] bool is_too_large(const Shape& shape) const noexcept;
  [[nodiscard]] Ticket keep(const Shape& shape, const RecordFacts& facts);
  [[nodiscard]] Ticket take_in(const Shape& shape, const RecordFacts& facts);
  void write_down(Ticket ticket);
  void cross_out(const Entry& entry, std::optional<Outcome> outcome);
  [[nodiscard]] Outcome outcome_of_giving_up() const noexcept;
  void drop(telemetry::DropReason reason) noexcept;
  [[nodiscard]] std::size_t unasked() const noexcept { return waiting_ - parked_.size(); }
  [[nodiscard]] Ticket take_oldest_waiting() noexcept;
  [[nodiscard]] Ticket take_unasked() noexcept;
  [[nodiscard]] Ticket next_to_submit() const noexcept;
  [[nodiscard]] Ticket take_next() noexcept;
  [[nodiscard]] bool may_submit(const Entry& entry) const noexcept;
  void submit_waiting() noexcept;
  void submit(Ticket ticket) noexcept;
  void hold(Lane lane) noexcept;
  void land(Ticket ticket) noexcept;
  void accuse(const Loss& loss) noexcept;
  void suspect(Ticket ticket, const Loss& loss) noexcept;
  void take_back() noexcept;
  void leave_flight(const Entry& entry) noexcept;
  void settle(Ticket ticket, Outcome outcome) noexcept;
  void reject(Ticket ticket, const Rejection& rejection) noexcept;
  void forget(Ticket ticket, std::optional<Outcome> outcome) noexcept;
  void call_settled() noexcept;
  void check_invariants() noexcept;
  void after_change() noexcept;

  OutboxSettings settings_;
  const Loop& loop_;
  telemetry::SinkProbe& probe_;
  LossObserver* observer_ = nullptr;
  journal::Journal* journal_ = nullptr;
  Sink* sink_ = nullptr;
  Window window_;
  std::size_t block_bytes_;
  RecordBuffer buffer_;
  std::size_t occupied_max_ = 0;
  SinkState sink_state_ = SinkState::detached;
  ParkedRecords parked_;   ///< those of full lanes, older than all that was not asked for
  Ticket oldest_unasked_;  ///< meaningless while there is none
  std::size_t waiting_ = 0;
  std::size_t in_flight_ = 0;
  std::size_t held_bytes_ = 0;
  std::size_t in_flight_bytes_ = 0;
  bool alone_ = false;  ///< what is in flight is a suspect, submitted with nothing beside it
  bool blocked_ = false;
  bool over_new_bounds_ = false;  ///< more is held: set_bounds() and recover() leave it
  struct Unreported {
    Settled settled;
    std::optional<Outcome> outcome;
  };
  std::unordered_map<std::uint64_t, Settled> watched_;  ///< by ticket; few records are
  std::vector<Unreported> unreported_;                  ///< when all is consistent
  std::function<void()> on_wants_events_;
  std::function<void()> on_drained_;
};

}  // namespace sluice::relay
