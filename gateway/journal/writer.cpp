#include "gateway/journal/writer.hpp"

#include <algorithm>
#include <exception>
#include <future>
#include <utility>

#include "gateway/journal/thread_time.hpp"

namespace sluice::journal {
namespace {

/// The pause between two attempts to write to a disk that was full.
constexpr Duration full_pause{500};

}  // namespace

Writer::Writer(Spares& spares, Duration sync_interval)
    : spares_(spares),
      sync_interval_(sync_interval),
      round_thread_([this] { run_rounds(); }),
      thread_([this] { run(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  wake_round_.notify_one();
  thread_.join();
  round_thread_.join();
}

void Writer::add(WriterLane& lane) {
  const std::lock_guard lock(mutex_);
  arriving_.push_back(&lane);
  has_work_ = true;
  wake_.notify_one();
}

void Writer::hand_over(WriterLane& lane, Handover& more) {
  const bool can_wait = more.can_wait();
  {
    const std::lock_guard lock(mutex_);
    auto& pending = lane.pending;
    if (more.begins_again) {
      pending.runs.clear();
      pending.records = 0;
      pending.begins_again = std::exchange(more.begins_again, false);
    }
    if (pending.runs.empty()) pending.oldest = more.oldest;
    pending.runs.insert(pending.runs.end(), more.runs.begin(), more.runs.end());
    pending.settled.insert(pending.settled.end(), more.settled.begin(), more.settled.end());
    if (more.read) pending.read = std::exchange(more.read, std::nullopt);
    pending.records += more.records;
    pending.turns = more.turns;
    has_work_ |= !can_wait;
  }
  if (!can_wait) wake_.notify_one();
  more.runs.clear();
  more.settled.clear();
  more.records = 0;
}

void Writer::remove(WriterLane& lane, std::function<void()> removed) {
  const std::lock_guard lock(mutex_);
  leaving_.push_back({&lane, std::move(removed)});
  has_work_ = true;
  wake_.notify_one();
}

void Writer::remove(WriterLane& lane) {
  std::promise<void> removed;
  remove(lane, [&removed] { removed.set_value(); });
  removed.get_future().wait();
}

void Writer::carry_out(const std::function<void()>& task) {
  std::promise<void> done;
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back([&] {
      try {
        task();
        done.set_value();
      } catch (...) {
        done.set_exception(std::current_exception());
      }
    });
    has_work_ = true;
  }
  wake_.notify_one();
  done.get_future().get();
}

void Writer::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const auto is_due = [this] { return has_work_ || ending_; };
    if (const Time due = next_due(); due == never) {
      wake_.wait(lock, is_due);
    } else {
      wake_.wait_until(lock, due, is_due);
    }
    take_all();
    const auto leaving = std::exchange(leaving_, {});
    const auto tasks = std::exchange(tasks_, {});
    const bool round_is_over = round_ && handed_round_ == nullptr;
    lock.unlock();
    if (round_is_over) end_round();
    for (WriterLane* lane : lanes_) write(*lane);
    look_for_room();
    for (const auto& [lane, removed] : leaving) {
      checkpoint_now(*lane);
      std::erase(lanes_, lane);
      removed();
    }
    for (const auto& task : tasks) task();
    begin_round();
    lock.lock();
  }
}

/// The caller holds the lock.
void Writer::take_all() {
  has_work_ = false;
  for (WriterLane* lane : arriving_) {
    lanes_.push_back(lane);
    lane->progress.on_size(lane->store->disk_bytes());
  }
  arriving_.clear();
  for (WriterLane* lane : lanes_) std::swap(lane->pending, lane->taken);
}

void Writer::write(WriterLane& lane) {
  Handover& taken = lane.taken;
  if (taken.empty()) return;
  if (taken.begins_again) begin_again(lane);
  if (!taken.runs.empty() && lane.takes_frames) append(lane);
  for (const Range& range : taken.settled) lane.store->settle(range);
  lane.turns_done = taken.turns;
  const bool is_news = taken.read || lane.full || lane.wants_word;
  if (taken.read) {
    lane.read_back = lane.store->read(taken.read->sequences, taken.read->limits);
    lane.has_read = true;
  }
  taken.runs.clear();
  taken.settled.clear();
  taken.read.reset();
  taken.records = 0;
  if (is_news) tell(lane);
}

/// Some of the frames that there was no room for are settled and do not come again. A checkpoint
/// that knows this goes before the next frame: otherwise a crash in between makes losses of them.
void Writer::begin_again(WriterLane& lane) {
  lane.taken.begins_again = false;
  lane.takes_frames = true;
  for (const Range& range : std::exchange(lane.taken.settled, {})) lane.store->settle(range);
  checkpoint_now(lane);
}

void Writer::append(WriterLane& lane) {
  const auto error = lane.store->append(lane.taken.runs);
  check(lane, error);
  if (lane.failed) return;
  lane.written_through = lane.store->written_through();
  lane.unsynced_since = std::min(lane.unsynced_since, lane.taken.oldest);
  if (!error) return lane.progress.on_written(lane.taken.records, lane.taken.oldest);
  lane.takes_frames = false;
  lane.next_look = now() + full_pause;
  lane.full = true;
}

void Writer::check(WriterLane& lane, error_code error) {
  if (!error || is_full(error) || lane.failed.exchange(true)) return;
  tell(lane);
}

void Writer::tell(WriterLane& lane) {
  if (!lane.told.exchange(true)) lane.tell();
}

void Writer::look_for_room() {
  for (WriterLane* lane : lanes_) {
    if (!lane->full || lane->has_room_again || lane->failed || now() < lane->next_look) continue;
    lane->next_look = now() + full_pause;
    const auto error = lane->store->find_room();
    check(*lane, error);
    if (error) continue;
    lane->has_room_again = true;
    tell(*lane);
  }
}

/// The caller holds the lock, and waits then.
Time Writer::next_due() {
  Time due = next_round_due();
  awaits_round_ = handed_round_ != nullptr && due <= now();
  if (awaits_round_) due = never;
  for (const WriterLane* lane : lanes_) {
    if (lane->full && !lane->has_room_again && !lane->failed) due = std::min(due, lane->next_look);
  }
  return due;
}

}  // namespace sluice::journal
