#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace sluice::bench {

/// The least journal that protects what the gateway's does: frames with length, CRC-32C and
/// sequence, one write a turn and a sync every 2 ms on a thread of its own, in segments that are
/// zeroed before and used in turn. Nobody reads it, and no checkpoint is written.
class FloorJournal {
 public:
  /// Makes the segments in this folder, which exists.
  explicit FloorJournal(const std::string& folder);
  ~FloorJournal();
  FloorJournal(const FloorJournal&) = delete;
  FloorJournal& operator=(const FloorJournal&) = delete;

  /// Adds a record to the turn. Returns its segment, for settle(). Calls `wait` while the next
  /// segment still has records that are not settled.
  void* append(std::string_view key, std::string_view payload, const std::function<void()>& wait);
  void end_turn();

  static void settle(void* segment) { --static_cast<Segment*>(segment)->unsettled; }

  /// "synced p50 MICROSECONDS p99 MICROSECONDS", from a turn's first record on, since the last
  /// call.
  void print_sync_times();

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Segment {
    int file = -1;
    std::uint64_t unsettled = 0;
    std::uint64_t end = 0;
  };
  struct Turn {
    Segment* segment;
    std::uint64_t offset;
    std::vector<char> frames;
    Time began;
  };

  void next_segment(const std::function<void()>& wait);
  void run();
  void write(Turn& turn);
  void sync();

  std::array<Segment, 4> segments_;
  std::size_t current_ = 0;
  std::uint64_t sequence_ = 0;
  std::vector<char> frames_;  ///< of this turn
  Time began_{};              ///< when its first frame came

  // The writer's.
  std::uint64_t salt_ = 0;
  std::vector<int> unsynced_;
  Time oldest_{};
  Time next_sync_{};
  std::vector<std::int64_t> microseconds_;

  std::mutex lock_;
  std::condition_variable wake_;
  std::deque<Turn> turns_;
  std::vector<std::vector<char>> empty_;  ///< for the next turns
  bool ending_ = false;
  std::thread writer_;
};

}  // namespace sluice::bench
