#include "tests/bench/floor_journal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <span>
#include <utility>

#include "gateway/journal/frame.hpp"
#include "tests/bench/system_call.hpp"

namespace sluice::bench {
namespace {

constexpr std::uint64_t segment_bytes = 64 * 1024 * 1024;
constexpr std::chrono::milliseconds sync_interval{2};

int make_zeroed(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  check(file, "open");
  const std::vector<char> zeros(1024 * 1024);
  for (std::uint64_t at = 0; at < segment_bytes; at += zeros.size()) {
    check(pwrite(file, zeros.data(), zeros.size(), static_cast<off_t>(at)), "pwrite");
  }
  check(fsync(file), "fsync");
  return file;
}

}  // namespace

FloorJournal::FloorJournal(const std::string& folder) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    segments_[i].file = make_zeroed(folder + "/segment-" + std::to_string(i));
  }
  writer_ = std::thread([this] { run(); });
}

FloorJournal::~FloorJournal() {
  {
    const std::lock_guard guard(lock_);
    ending_ = true;
  }
  wake_.notify_one();
  writer_.join();
  for (const Segment& segment : segments_) close(segment.file);
}

void* FloorJournal::append(std::string_view key, std::string_view payload,
                           const std::function<void()>& wait) {
  const std::size_t bytes = sizeof(journal::Lead) + key.size() + payload.size();
  if (segments_[current_].end + bytes > segment_bytes) next_segment(wait);
  Segment& segment = segments_[current_];
  const journal::Lead lead{
      .bytes = static_cast<std::uint32_t>(bytes), .checksum = 0, .sequence = ++sequence_};
  const std::size_t at = frames_.size();
  if (at == 0) began_ = std::chrono::steady_clock::now();
  frames_.resize(at + sizeof lead);
  std::memcpy(frames_.data() + at, &lead, sizeof lead);
  frames_.insert(frames_.end(), key.begin(), key.end());
  frames_.insert(frames_.end(), payload.begin(), payload.end());
  segment.end += bytes;
  ++segment.unsettled;
  return &segment;
}

void FloorJournal::next_segment(const std::function<void()>& wait) {
  end_turn();
  current_ = (current_ + 1) % segments_.size();
  while (segments_[current_].unsettled > 0) wait();
  segments_[current_].end = 0;
}

void FloorJournal::end_turn() {
  if (frames_.empty()) return;
  Segment& segment = segments_[current_];
  const std::uint64_t offset = segment.end - frames_.size();
  {
    const std::lock_guard guard(lock_);
    turns_.push_back({&segment, offset, std::move(frames_), began_});
    frames_.clear();
    if (!empty_.empty()) {
      frames_ = std::move(empty_.back());
      empty_.pop_back();
    }
  }
  wake_.notify_one();
}

void FloorJournal::run() {
  std::unique_lock guard(lock_);
  while (!ending_ || !turns_.empty()) {
    const auto has_work = [this] { return ending_ || !turns_.empty(); };
    if (unsynced_.empty()) {
      wake_.wait(guard, has_work);
    } else {
      wake_.wait_until(guard, next_sync_, has_work);
    }
    auto taken = std::exchange(turns_, {});
    guard.unlock();
    for (Turn& turn : taken) write(turn);
    if (!unsynced_.empty() && std::chrono::steady_clock::now() >= next_sync_) sync();
    guard.lock();
    for (Turn& turn : taken) {
      turn.frames.clear();
      empty_.push_back(std::move(turn.frames));
    }
  }
}

void FloorJournal::write(Turn& turn) {
  if (turn.offset == 0) ++salt_;
  for (std::span<char> rest = turn.frames; !rest.empty();) {
    const std::span<char> frame = journal::take_frame(rest);
    journal::seal_frame(frame.data(), frame.size(), salt_);
  }
  check(pwrite(turn.segment->file, turn.frames.data(), turn.frames.size(),
               static_cast<off_t>(turn.offset)),
        "pwrite");
  if (unsynced_.empty()) oldest_ = turn.began;
  if (std::ranges::find(unsynced_, turn.segment->file) == unsynced_.end()) {
    unsynced_.push_back(turn.segment->file);
  }
}

void FloorJournal::sync() {
  next_sync_ = std::chrono::steady_clock::now() + sync_interval;
  for (const int file : unsynced_) check(fdatasync(file), "fdatasync");
  unsynced_.clear();
  const auto took = std::chrono::steady_clock::now() - oldest_;
  const std::lock_guard guard(lock_);
  microseconds_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
}

void FloorJournal::print_sync_times() {
  const std::lock_guard guard(lock_);
  std::ranges::sort(microseconds_);
  const auto at = [this](std::size_t percent) {
    return microseconds_.empty() ? 0 : microseconds_[(microseconds_.size() - 1) * percent / 100];
  };
  std::printf("synced p50 %lld p99 %lld\n", static_cast<long long>(at(50)),
              static_cast<long long>(at(99)));
  microseconds_.clear();
}

}  // namespace sluice::bench
