#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "gateway/journal/writer.hpp"
#include "tests/support/deadline.hpp"

namespace sluice::journal {

/// What a journal has done so far, for a test that waits for it on another thread.
class RecordedProgress final : public Progress {
 public:
  void on_written(std::uint64_t records, Time) noexcept override {
    change([&] { written_ += records; });
  }
  void on_synced(Time) noexcept override {
    change([&] { ++syncs_; });
  }
  void on_size(std::uint64_t) noexcept override {}

  /// Wait until so many records are written, or so many syncs have ended. False when that does not
  /// come.
  [[nodiscard]] bool writes(std::uint64_t records) {
    return comes([&] { return written_ >= records; });
  }
  [[nodiscard]] bool syncs(int times) {
    return comes([&] { return syncs_ >= times; });
  }

 private:
  template <class Change>
  void change(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  template <class Condition>
  bool comes(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, test::answer_time, condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t written_ = 0;
  int syncs_ = 0;
};

}  // namespace sluice::journal
