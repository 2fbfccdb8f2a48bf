#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/core/loop.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/relay/backlog.hpp"
#include "gateway/relay/loss_observer.hpp"
#include "gateway/relay/outbox_probe.hpp"
#include "gateway/relay/outbox_settings.hpp"
#include "gateway/relay/parked_records.hpp"
#include "gateway/relay/record_buffer.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::relay {

/// The bounded queue in front of one sink on one shard. Owns each record until its outcome, submits
/// records in the order of offering, submits records again that the sink has lost, and counts all
/// outcomes. At any time offered + recovered = settled{outcome} + dropped{reason} + the records
/// held + those of the backlog.
///
/// At most the sink's window is submitted at a time, and a few hundred records in one turn of the
/// loop; the others wait here, where the policy can drop them. A record that may have caused
/// several losses is submitted alone. If it is then lost again without another known cause, it is
/// rejected, so that the others can continue. A loss that blames no record never leads to a
/// rejection.
///
/// A rejected record with a dead-letter topic stays here, outside all bounds, until the outbox of
/// its letter has that as safe as itself; then its outcome is dead_lettered (outbox_letters.cpp).
/// So a crash loses neither. A dead letter that is too large for its broker is cut.
///
/// When the sink reports a full lane, the records of that lane are parked, in order, and the others
/// continue. They are the oldest ones for `drop_oldest`. With a journal those that use much memory
/// are on disk only (outbox_parking.cpp).
///
/// With a journal, new records spill when three quarters of the memory are used: they leave memory
/// when they are written, and are read back in order when there is room (outbox_backlog.cpp).
///
/// Lives on its shard's thread and outlives its sink. max_records and max_bytes bound the records
/// that it holds in memory, max_disk all of them, and about twice max_bytes the blocks of memory
/// that slow records keep: outbox_bounds.cpp decides when it is full and which record is dropped.
class Outbox final : public DeliveryListener {
 public:
  Outbox(const OutboxSettings& settings, Loop& loop, OutboxProbe& probe);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Receives the outcome of one record; empty when it was dropped.
  using Settled = std::function<void(std::optional<Outcome>)>;
  /// Called once: true when the record is as safe as it can be here: with a journal, written. False
  /// when it was dropped.
  using Safe = DeadLetters::Safe;

  /// Sets new bounds. No record is dropped because of smaller bounds: the excess records stay, and
  /// the policy decides on each new record until they are fewer.
  void set_bounds(const OutboxSettings& bounds);

  /// From now on each record is also on disk until its outcome; records that are given up at
  /// shutdown stay there. Must be called before attach(). `recovered` is what the journal has from
  /// earlier processes; these records come first. The journal must be closed before the outbox is
  /// destroyed.
  void set_journal(journal::Journal& journal, const Backlog& recovered);

  /// From now on a record that is not in flight is dropped when it arrived longer ago than this, by
  /// this clock. It may take a second more.
  void set_age_limit(Duration max_age, std::function<WallTime()> wall_clock);

  /// Whether a record of an earlier process has no outcome yet.
  [[nodiscard]] bool holds_recovered() noexcept;

  /// Sets the sink, before the first event and after each detach(). The sink's listener must be
  /// this outbox.
  void attach(Sink& sink);

  /// Abandons the sink and calls `detached`, from a later turn, when it has given all records back:
  /// then it must be destroyed, and another attached, which gets them in order.
  void detach(std::function<void()> detached);

  /// Offers one record in two steps. begin() provides room for at most `bytes`, into which the
  /// caller renders topic, key, payload and headers. commit() then keeps the record or drops it by
  /// the policy; refuse() counts it as dropped. A record without commit() or refuse() does not
  /// count. `settled` and `safe` are called once each, possibly from within commit(); not at all if
  /// the outbox is destroyed first.
  [[nodiscard]] text::Writer begin(std::size_t bytes) { return buffer_.reserve(bytes); }
  void commit(const Shape& shape, const RecordFacts& facts, Settled settled = nullptr,
              Safe safe = nullptr);
  void refuse(DropReason reason) noexcept;

  /// The size of the largest record that the outbox takes, without its head.
  [[nodiscard]] std::size_t record_bytes_max() const noexcept;

  /// False with the policy `block`, from a full outbox until a quarter of it is free.
  [[nodiscard]] bool wants_events() const noexcept { return !blocked_; }

  /// Whether half of the room is free: a record that can wait for better times does so until then.
  [[nodiscard]] bool has_room_to_spare() const noexcept;

  /// Called each time wants_events() becomes true again.
  void set_on_wants_events(std::function<void()> call) { on_wants_events_ = std::move(call); }

  /// The observer of dropped and rejected records. Outlives the outbox.
  void set_loss_observer(LossObserver& observer) noexcept { observer_ = &observer; }

  /// Sends dead letters; without it rejected records are counted only. Before attach().
  void set_dead_letters(DeadLetters& letters) noexcept { letters_ = &letters; }

  /// When the oldest record came, or was read back; empty when there is none.
  [[nodiscard]] std::optional<Time> oldest_since() noexcept;

  /// True when every offered record has its outcome.
  [[nodiscard]] bool drained() const noexcept {
    return held() == 0 && backlog_.empty() && parked_.on_disk() == 0 && rejected_.empty();
  }
  /// Called once, the next time that is so.
  void set_on_drained(std::function<void()> callback) { on_drained_ = std::move(callback); }

  /// At shutdown: abandons the sink. The records that wait, that the sink gives back and that are
  /// still offered get the outcome unavailable, or kept if there is a journal.
  void give_up() noexcept;
  void on_delivered(std::span<const Ticket> tickets) noexcept override;
  using DeliveryListener::on_delivered;
  void on_rejected(Ticket ticket, const Rejection& rejection) noexcept override;
  void on_lost(const Loss& loss) noexcept override;
  void on_sink_ready() noexcept override;
  void on_lane_ready(Lane lane) noexcept override;

 private:
  /// Whether the sink takes records, by its last answer.
  enum class SinkState : std::uint8_t { detached, ready, full, given_up };
  /// What the records that are being read are for.
  enum class ReadFor : std::uint8_t { backlog, lane, nothing };

  [[nodiscard]] std::size_t queued() const noexcept { return waiting_ + in_flight_; }
  [[nodiscard]] std::size_t queued_bytes() const noexcept { return held_bytes_ - spilling_bytes_; }
  [[nodiscard]] std::size_t held() const noexcept { return buffer_.held() - rejected_.size(); }
  [[nodiscard]] journal::ReadLimits room_for_read() const noexcept;
  [[nodiscard]] bool has_disk() const noexcept;
  [[nodiscard]] bool has_room_in_memory(std::size_t bytes) const noexcept;
  [[nodiscard]] bool may_pass_through(std::size_t bytes) const noexcept;
  [[nodiscard]] bool has_room_on_disk(std::size_t bytes) const noexcept;
  [[nodiscard]] bool has_room(std::size_t bytes) const noexcept;
  [[nodiscard]] bool make_room(std::size_t bytes) noexcept;
  [[nodiscard]] bool is_crowded() const noexcept;
  [[nodiscard]] bool within_bounds() const noexcept;
  [[nodiscard]] bool is_too_large(const Shape& shape) const noexcept;
  [[nodiscard]] Ticket keep(const Shape& shape, const RecordFacts& facts);
  void enqueue(Ticket ticket) noexcept;
  void write_down(Ticket ticket);
  void append_frame(const Entry& entry);
  void append_unwritten();
  void cross_out(const Entry& entry, std::optional<Outcome> outcome);
  [[nodiscard]] bool has_queue_room(std::size_t bytes) const noexcept;
  [[nodiscard]] bool must_spill(std::size_t bytes) const noexcept;
  void spill(Ticket ticket);
  [[nodiscard]] bool may_release_written() const noexcept;
  void release_written() noexcept;
  void read_on();
  void read_lane(Lane lane);
  void read(ReadFor what, journal::Range sequences, journal::ReadLimits room);
  void take_read(const journal::ReadBack& back);
  void take_backlog(const journal::ReadBack& back);
  void take_lane(journal::Range asked, const journal::ReadBack& back);
  void lose_parked(journal::Range sequences);
  void take_back(std::span<const char> frame);
  [[nodiscard]] Ticket copy(const char* frame, Time offered_at);
  void queue_copy(const char* frame, Time offered_at);
  void lose(std::uint64_t sequence, DropReason reason);
  [[nodiscard]] bool is_too_old(const char* frame) const;
  [[nodiscard]] Ticket oldest_waiting() const noexcept;
  void look_for_old_after(Duration pause);
  void drop_old();
  [[nodiscard]] bool rejoin();
  void rejoin(Ticket ticket);
  void move_spilled();
  void give_up_spilled() noexcept;
  void park(Lane lane, Ticket ticket) noexcept;
  [[nodiscard]] std::uint64_t order_of(Ticket ticket) noexcept;
  [[nodiscard]] bool is_parking_crowded() const noexcept;
  void set_parked_aside();
  void leave_memory(Ticket ticket) noexcept;
  void begin_again_from_disk();
  void give_up_parked_on_disk() noexcept;
  [[nodiscard]] bool waits_for_writing() const noexcept;
  [[nodiscard]] bool is_on_disk(std::uint64_t sequence) const noexcept;
  [[nodiscard]] bool is_rejected(std::uint64_t sequence) noexcept;
  void give_up_waiting() noexcept;
  [[nodiscard]] Outcome outcome_of_giving_up(std::uint64_t sequence) const noexcept;
  void settle_given_up(Ticket ticket) noexcept;
  void drop(DropReason reason) noexcept;
  [[nodiscard]] bool drops_from_disk(std::size_t bytes) const noexcept;
  void drop_oldest(std::size_t bytes) noexcept;
  void shed() noexcept;
  [[nodiscard]] std::size_t unasked() const noexcept { return waiting_ - parked_.in_memory(); }
  [[nodiscard]] Ticket take_oldest_waiting() noexcept;
  [[nodiscard]] Ticket take_unasked() noexcept;
  [[nodiscard]] Ticket oldest_queued() noexcept { return queued_after({0}); }
  /// There must be one.
  [[nodiscard]] Ticket oldest_in_flight() noexcept;
  [[nodiscard]] Ticket queued_after(Ticket ticket) noexcept;
  [[nodiscard]] Ticket next_to_submit() const noexcept;
  [[nodiscard]] Ticket take_next() noexcept;
  [[nodiscard]] bool may_submit(const Entry& entry) const noexcept;
  void submit_waiting() noexcept;
  void submit_some() noexcept;
  void submit(Ticket ticket) noexcept;
  void hold(Lane lane) noexcept;
  void land(Ticket ticket) noexcept;
  void accuse(const Loss& loss) noexcept;
  void suspect(Ticket ticket, const Loss& loss) noexcept;
  void take_back() noexcept;
  void forget_lanes() noexcept;
  void leave_flight(const Entry& entry) noexcept;
  void settle(Ticket ticket, Outcome outcome) noexcept;
  void reject(Ticket ticket, const Rejection& rejection) noexcept;
  void forget(Ticket ticket, std::optional<Outcome> outcome) noexcept;
  void note_outcome(std::uint64_t order, std::optional<Outcome> outcome) noexcept;
  void await_letter(Ticket ticket, const Rejection& rejection);
  void send_letters() noexcept;
  void on_letter(Ticket ticket, bool safe) noexcept;
  void give_up_letters() noexcept;
  void cut(Ticket ticket);
  void watch_safety(Ticket ticket, Safe safe);
  void note_written() noexcept;
  void call_settled() noexcept;
  void check_invariants() noexcept;
  void after_change() noexcept;

  OutboxSettings settings_;
  Loop& loop_;
  OutboxProbe& probe_;
  LossObserver* observer_ = nullptr;
  DeadLetters* letters_ = nullptr;
  journal::Journal* journal_ = nullptr;
  Sink* sink_ = nullptr;
  Window window_;
  std::size_t block_bytes_;
  RecordBuffer buffer_;
  std::size_t occupied_max_ = 0;
  SinkState sink_state_ = SinkState::detached;
  ParkedRecords parked_;  ///< records of full lanes, all older than oldest_unasked_
  struct Leaving {
    Lane lane;
    std::uint64_t sequence;
  };
  std::deque<Leaving> leaving_;     ///< parked records that are to be on disk only
  Time parked_since_{};             ///< meaningless while no parked record is on disk only
  bool has_parked_copies_ = false;  ///< some were read back, and tickets are not the order
  std::unordered_map<std::uint64_t, std::uint8_t> suspicions_;  ///< of records on disk, by sequence
  Backlog backlog_;
  std::uint64_t last_recovered_ = 0;  ///< sequence
  std::deque<Ticket> spilling_;       ///< by sequence; all newer than the backlog
  std::size_t spilling_bytes_ = 0;
  std::optional<journal::ReadRequest> reading_;
  ReadFor read_for_ = ReadFor::nothing;  ///< meaningless while nothing is read
  Lane read_lane_;                       ///< for ReadFor::lane
  Duration max_age_{};
  std::function<WallTime()> wall_clock_;  ///< none: there is no limit of age
  Ticket oldest_unasked_;  ///< the oldest record that was not offered to the sink, if there is one
  std::size_t waiting_ = 0;
  std::size_t in_flight_ = 0;
  std::size_t held_bytes_ = 0;
  std::size_t in_flight_bytes_ = 0;
  bool alone_ = false;  ///< the record in flight is a suspect and was submitted alone
  bool blocked_ = false;
  bool over_new_bounds_ = false;      ///< more is held than the bounds say, for now
  std::set<std::uint64_t> rejected_;  ///< tickets of records that wait for their dead letter
  struct Unsent {
    Ticket ticket;
    RejectionCode code;
    std::string text;
  };
  std::vector<Unsent> unsent_letters_;
  struct Unwritten {
    std::uint64_t sequence;
    Safe safe;
  };
  std::deque<Unwritten> unwritten_;                     ///< by sequence; only with a journal
  std::unordered_map<std::uint64_t, Settled> watched_;  ///< by order_of(); for few records
  std::vector<std::function<void()>> unreported_;  ///< to be called when the state is consistent
  std::function<void()> on_wants_events_;
  std::function<void()> on_detached_;  ///< from detach() until the sink has no records
  std::function<void()> on_drained_;
  Loop::Handle rest_;     ///< while more could be submitted than one turn may
  Loop::Handle joining_;  ///< the same, of records that wait behind those that were read back
  Loop::Handle age_timer_;
};

}  // namespace sluice::relay
