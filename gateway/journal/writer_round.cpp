// The part of Writer that syncs.
#include "gateway/journal/writer_round.hpp"

#include <algorithm>
#include <utility>

#include "gateway/journal/thread_time.hpp"
#include "gateway/journal/writer.hpp"

namespace sluice::journal {
namespace {

/// The pause between two attempts to prepare a spare on a disk without room for it.
constexpr Duration preparation_pause{1000};

}  // namespace

/// All syncs go before the first checkpoint: a record may be settled because its dead letter is
/// written, in whichever journal.
void WriterRound::run() {
  for (Part& part : parts) {
    part.syncing.sync();
    if (part.unsynced_since == never || part.syncing.error) continue;
    part.lane->progress.on_synced(part.unsynced_since);
  }
  for (Part& part : parts) part.syncing.checkpoint();
  if (spares != nullptr) unprepared = spares->prepare_step();
}

bool WriterRound::is_routine() const noexcept {
  return spares == nullptr && std::ranges::none_of(parts, [](const Part& part) {
           return part.syncing.due || part.syncing.error;
         });
}

void Writer::run_rounds() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_round_.wait(lock, [this] { return handed_round_ != nullptr || ending_; });
    if (handed_round_ == nullptr) return;
    lock.unlock();
    handed_round_->run();
    const bool is_routine = handed_round_->is_routine();
    lock.lock();
    handed_round_ = nullptr;
    if (is_routine && !awaits_round_) continue;
    has_work_ = true;
    wake_.notify_one();
  }
}

/// If one is due.
void Writer::begin_round() {
  if (round_) return;
  const Time begin = now();
  const bool checkpoints = begin >= next_checkpoint_;
  const bool syncs = checkpoints || begin >= next_sync_;
  WriterRound round{.sizes_are_due = checkpoints};
  for (WriterLane* lane : lanes_) {
    const bool is_due = checkpoints && lane->store->needs_checkpoint();
    if (syncs) add_to(round, *lane, is_due ? Then::checkpoint : Then::nothing);
  }
  if (wants_spare() && begin >= next_preparation_) round.spares = &spares_;
  if (checkpoints) next_checkpoint_ = begin + checkpoint_interval;
  if (round.parts.empty() && round.spares == nullptr) return;
  if (syncs) next_sync_ = begin + sync_interval_;
  round_ = std::move(round);
  const std::lock_guard lock(mutex_);
  handed_round_ = &*round_;
  wake_round_.notify_one();
}

bool Writer::wants_spare() const {
  return !lanes_.empty() && spares_.wants_preparing();
}

void Writer::add_to(WriterRound& round, WriterLane& lane, Then then) {
  const bool is_synced = lane.unsynced_since == never;
  if (lane.failed || (is_synced && then == Then::nothing)) return;
  round.parts.push_back({.lane = &lane,
                         .syncing = lane.store->begin_sync(then),
                         .unsynced_since = std::exchange(lane.unsynced_since, never)});
}

/// After the round has run.
void Writer::end_round() {
  for (const auto& part : round_->parts)
    check(*part.lane, part.lane->store->end_sync(part.syncing));
  if (round_->spares != nullptr) {
    if (!round_->unprepared) round_->unprepared = spares_.end_step();
    if (round_->unprepared) next_preparation_ = now() + preparation_pause;
  }
  if (round_->sizes_are_due) {
    for (WriterLane* lane : lanes_) lane->progress.on_size(lane->store->disk_bytes());
  }
  round_.reset();
}

void Writer::await_round() {
  if (!round_) return;
  std::unique_lock lock(mutex_);
  awaits_round_ = true;
  wake_.wait(lock, [this] { return handed_round_ == nullptr; });
  lock.unlock();
  end_round();
}

/// In a round of its own, which this thread waits for.
void Writer::checkpoint_now(WriterLane& lane) {
  await_round();
  round_.emplace();
  for (WriterLane* each : lanes_) {
    add_to(*round_, *each, each == &lane ? Then::checkpoint : Then::nothing);
  }
  round_->run();
  end_round();
}

Time Writer::next_round_due() const {
  Time due = never;
  if (wants_spare()) due = next_preparation_;
  for (const WriterLane* lane : lanes_) {
    if (lane->failed) continue;
    if (lane->unsynced_since != never) due = std::min(due, next_sync_);
    // While something is unsettled, its outcome may have been handed over without a wake-up.
    if (lane->store->needs_checkpoint() || lane->store->has_unsettled())
      due = std::min(due, next_checkpoint_);
  }
  return due;
}

}  // namespace sluice::journal
