#include "gateway/journal/direct_journal.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/thread_time.hpp"

namespace sluice::journal {
DirectJournal::DirectJournal(std::unique_ptr<Store> store, Settings settings,
                             const std::unordered_map<std::uint64_t, std::uint64_t>& kept,
                             Progress& progress, std::function<void()> on_failed)
    : settings_(settings),
      frame_bytes_max_(store->frame_bytes_max()),
      progress_(progress),
      on_failed_(std::move(on_failed)),
      store_(std::move(store)),
      bytes_of_(kept) {
  for (const auto& [sequence, bytes] : kept) {
    ++held_;
    held_bytes_ += bytes;
  }
  progress_.on_size(store_->disk_bytes());
  thread_ = std::thread([this] { run(); });
}

DirectJournal::~DirectJournal() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

DirectJournal::Appended DirectJournal::append(std::span<char> frame, std::uint64_t& sequence) {
  if (failed_) return Appended::failed;
  if (held_bytes_ + frame.size() > settings_.max_bytes) return Appended::full;
  const Time begin = now();
  error_code error;
  {
    const std::lock_guard lock(store_mutex_);
    sequence = store_->next_sequence();
    std::memcpy(frame.data() + offsetof(Lead, sequence), &sequence, sizeof(sequence));
    error = store_->append({&frame, 1});
    if (!error) {
      progress_.on_written(1, begin);
      note_written(sequence, frame.size(), begin);
    }
  }
  if (!error) return Appended::written;
  if (is_full(error)) return Appended::full;
  fail();
  return Appended::failed;
}

void DirectJournal::note_written(std::uint64_t sequence, std::size_t bytes, Time since) {
  {
    const std::lock_guard lock(mutex_);
    bytes_of_.emplace(sequence, bytes);
    unsynced_since_ = std::min(unsynced_since_, since);
    has_work_ = true;
  }
  ++held_;
  held_bytes_ += bytes;
  wake_.notify_one();
}

void DirectJournal::settle(std::uint64_t sequence) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = bytes_of_.find(sequence);
    if (found == bytes_of_.end()) return;
    --held_;
    held_bytes_ -= found->second;
    bytes_of_.erase(found);
    if (!settled_.empty() && settled_.back().last + 1 == sequence) {
      settled_.back().last = sequence;
    } else {
      settled_.push_back({sequence, sequence});
    }
    has_work_ = true;
  }
  wake_.notify_one();
}

void DirectJournal::run() {
  Time next_checkpoint{};
  std::unique_lock lock(mutex_);
  while (true) {
    const auto is_due = [this] { return has_work_ || ending_; };
    if (needs_checkpoint_ && !failed_) {
      wake_.wait_until(lock, next_checkpoint, is_due);
    } else {
      wake_.wait(lock, is_due);
    }
    const bool ending = ending_;
    has_work_ = false;
    lock.unlock();
    const bool checkpoints = ending || now() >= next_checkpoint;
    if (checkpoints) next_checkpoint = now() + checkpoint_interval;
    if (!failed_) sync(checkpoints);
    lock.lock();
    if (ending) return;
    wake_.wait_for(lock, settings_.sync_interval, [this] { return ending_; });
  }
}

void DirectJournal::sync(bool with_checkpoint) {
  std::unique_lock lock(mutex_);
  const auto settled = std::exchange(settled_, {});
  const Time since = std::exchange(unsynced_since_, never);
  lock.unlock();
  std::unique_lock store_lock(store_mutex_);
  for (const Range& range : settled) store_->settle(range);
  Syncing syncing = store_->begin_sync(
      with_checkpoint && store_->needs_checkpoint() ? Then::checkpoint : Then::nothing);
  store_lock.unlock();
  syncing.sync();
  if (since != never && !syncing.error) progress_.on_synced(since);
  syncing.checkpoint();
  store_lock.lock();
  const auto error = store_->end_sync(syncing);
  needs_checkpoint_ = store_->needs_checkpoint();
  const std::uint64_t bytes = store_->disk_bytes();
  store_lock.unlock();
  if (error && !is_full(error)) return fail();
  if (with_checkpoint) progress_.on_size(bytes);
}

void DirectJournal::fail() {
  if (!failed_.exchange(true)) on_failed_();
}

}  // namespace sluice::journal
