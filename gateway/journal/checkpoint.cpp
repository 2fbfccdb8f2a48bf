#include "gateway/journal/checkpoint.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "gateway/journal/stamp.hpp"

namespace sluice::journal {
namespace {

constexpr Magic magic{'s', 'l', 'u', 'i', 'c', 'e', 'c', 'p'};
constexpr std::size_t slot_bytes = 64 * 1024;

/// The head of a slot; the ranges follow.
struct Slot {
  Stamp stamp;
  std::uint64_t generation;
  std::uint64_t next_sequence;
  std::uint64_t through;
  std::uint64_t ranges;
};
constexpr std::size_t ranges_max = (slot_bytes - sizeof(Slot)) / sizeof(Range);

void read_slot(std::span<const char> bytes, StoredCheckpoint& best) {
  const Header header = read_stamp(bytes, magic);
  if (header == Header::newer) best.newer_format = stamp_version(bytes);
  best.damaged |= header == Header::damaged;
  if (header != Header::good) return;
  Slot slot{};
  std::memcpy(&slot, bytes.data(), sizeof(slot));
  if (slot.stamp.bytes != sizeof(slot) + slot.ranges * sizeof(Range)) {
    best.damaged = true;
    return;
  }
  if (slot.generation <= best.generation) return;
  best.generation = slot.generation;
  best.checkpoint = {.next_sequence = slot.next_sequence, .settled = {}};
  best.checkpoint.settled.add({1, slot.through});
  for (std::uint64_t i = 0; i < slot.ranges; ++i) {
    Range range;
    std::memcpy(&range, bytes.data() + sizeof(slot) + i * sizeof(range), sizeof(range));
    best.checkpoint.settled.add(range);
  }
}

std::vector<char> slot_of(const Checkpoint& checkpoint, std::uint64_t generation) {
  const auto& beyond = checkpoint.settled.beyond();
  const std::size_t count = std::min(beyond.size(), ranges_max);
  std::vector<char> bytes(sizeof(Slot) + count * sizeof(Range));
  const Slot slot{{}, generation, checkpoint.next_sequence, checkpoint.settled.through(), count};
  std::memcpy(bytes.data(), &slot, sizeof(slot));
  char* at = bytes.data() + sizeof(slot);
  for (auto range = beyond.begin(); at < bytes.data() + bytes.size(); ++range) {
    const Range one{range->first, range->second};
    std::memcpy(at, &one, sizeof(one));
    at += sizeof(one);
  }
  write_stamp(bytes, magic);
  return bytes;
}

}  // namespace

StoredCheckpoint read_checkpoint(Disk& disk, const std::string& path) {
  StoredCheckpoint best;
  auto file = disk.open(path);
  if (!file) return best;
  std::vector<char> bytes(2 * slot_bytes);
  const auto read = (*file)->read(bytes, 0);
  if (!read) {
    best.damaged = true;
    return best;
  }
  bytes.resize(*read);
  const std::span<const char> all{bytes};
  const std::size_t first = std::min(all.size(), slot_bytes);
  read_slot(all.first(first), best);
  read_slot(all.subspan(first), best);
  return best;
}

error_code CheckpointFile::open() {
  const std::string path = folder_ + "/" + checkpoint_name;
  auto file = disk_.open(path);
  if (!file) file = disk_.create(path);
  if (!file) return file.error();
  if (const auto error = (*file)->allocate(2 * slot_bytes)) return error;
  file_ = std::move(*file);
  // Also of a file that was there: the attempt that made it may have found no room.
  return disk_.sync_folder(folder_);
}

std::vector<char> CheckpointFile::slot_for(const Checkpoint& checkpoint) const {
  return slot_of(checkpoint, generation_ + 1);
}

error_code CheckpointFile::write(std::span<const char> slot) {
  if (!file_) {
    if (const auto error = open()) return error;
  }
  const std::uint64_t next = generation_ + 1;
  // After an error the next attempt has the same slot: the other one is the last good checkpoint.
  if (const auto error = file_->write(slot, next % 2 * slot_bytes)) return error;
  generation_ = next;
  return file_->sync();
}

}  // namespace sluice::journal
