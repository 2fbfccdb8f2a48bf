// The part of Store that removes segments.
#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/store.hpp"

namespace sluice::journal {
namespace {

// A record that is slow to settle keeps its segment and the next one, and is then moved.
constexpr std::size_t segments_kept = 3;

}  // namespace

/// The sequences that the segment's frames may have, without copies.
Range Store::own_sequences(std::size_t segment) const noexcept {
  const std::uint64_t behind = segment + 1 < segments_.size()
                                   ? segments_[segment + 1].header.first_sequence
                                   : known_.next_sequence;
  return {segments_[segment].header.first_sequence, behind - 1};
}

bool Store::is_settled(std::size_t segment) const {
  const Range own = own_sequences(segment);
  const auto settled = [this](std::uint64_t sequence) { return known_.settled.contains(sequence); };
  return known_.settled.contains(own) && std::ranges::all_of(segments_[segment].copied, settled);
}

/// They stay on the disk until a checkpoint is written that knows as much as this.
void Store::trim() {
  while (segments_.size() > 1 && (segments_.front().is_copied || is_settled(0))) {
    leaving_.push_back(std::move(segments_.front()));
    segments_.pop_front();
  }
}

/// The checkpoint file is removed last: it proves that no record is missing.
error_code Store::retire() {
  settle({1, known_.next_sequence - 1});
  if (const auto error = checkpoint()) return error;
  for (const Segment& segment : segments_) {
    if (const auto error = spares_.recycle(path(segment.header.number))) return keep(error);
  }
  if (const auto error = disk_.sync_folder(folder_)) return keep(error);
  return keep(disk_.remove(folder_ + '/' + checkpoint_name));
}

/// At this point moving the needed records frees more space than it takes. While a broker is away
/// the condition is false, and nothing is moved in vain.
bool Store::is_half_settled() const {
  const Range all{segments_.front().header.first_sequence, known_.next_sequence - 1};
  return 2 * count_of(known_.settled.missing(all)) <= all.count();
}

/// Moves the records that keep an old segment from being trimmed into the one just begun.
error_code Store::copy_forward() {
  for (std::size_t i = 0; i + segments_kept < segments_.size(); ++i) {
    if (segments_[i].is_copied || is_settled(i)) continue;
    return is_half_settled() ? copy(i) : error_code{};
  }
  return {};
}

error_code Store::copy(std::size_t index) {
  Segment& old = segments_[index];
  Segment& newest = segments_.back();
  auto file = disk_.open(path(old.header.number));
  if (!file) return file.error();
  std::vector<char> bytes(old.end);
  const auto read = (*file)->read(bytes, 0);
  if (!read) return read.error();
  bytes.resize(*read);
  std::vector<char> copies;
  std::vector<PlacedRecord> placed;
  scan_segment(bytes, old.header, own_sequences(index).last + 1, [&](const PlacedFrame& frame) {
    if (known_.settled.contains(frame.sequence)) return;
    const char* const begin = bytes.data() + frame.offset;
    placed.push_back(
        {newest.header.number, {frame.sequence, newest.end + copies.size(), frame.bytes}});
    copies.insert(copies.end(), begin, begin + frame.bytes);
    seal_frame(copies.data() + copies.size() - frame.bytes, frame.bytes, newest.header.salt);
  });
  const auto is_needed = [this](std::uint64_t one) { return !known_.settled.contains(one); };
  const auto needed = count_of(known_.settled.missing(own_sequences(index))) +
                      static_cast<std::uint64_t>(std::ranges::count_if(old.copied, is_needed));
  if (placed.size() < needed || newest.end + copies.size() > newest.capacity) return {};
  if (const auto error = file_->write(copies, newest.end)) return error;
  newest.end += copies.size();
  newest.copied.clear();
  for (const PlacedRecord& one : placed) newest.copied.push_back(one.frame.sequence);
  note_copies(placed);
  old.is_copied = true;
  needs_sync_ = true;
  return {};
}

/// The newest copy of a record counts: the segment of an older one may go.
void Store::note_copies(const std::vector<PlacedRecord>& copies) {
  std::map<std::uint64_t, PlacedRecord> known;
  for (const PlacedRecord& one : copied_) {
    if (!known_.settled.contains(one.frame.sequence)) known.emplace(one.frame.sequence, one);
  }
  for (const PlacedRecord& one : copies) known.insert_or_assign(one.frame.sequence, one);
  copied_.clear();
  for (const auto& [sequence, one] : known) copied_.push_back(one);
}

}  // namespace sluice::journal
