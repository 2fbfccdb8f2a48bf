// The part of Store that reads records back.
#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/store.hpp"

namespace sluice::journal {

void Store::keep_unread(std::uint64_t from) {
  unread_from_ = from;
  const auto behind = std::ranges::lower_bound(
      copied_, from, {}, [](const PlacedRecord& one) { return one.frame.sequence; });
  copied_.erase(copied_.begin(), behind);
}

ReadBack Store::read(Range sequences, ReadLimits limits) {
  ReadBack back{.frames = {}, .records = 0, .lost = {}, .next = sequences.first};
  SequenceSet found;
  while (back.next <= sequences.last && back.records < limits.records) {
    const auto frame = unsettled_from(back.next);
    const std::uint64_t sequence = frame.empty() ? 0 : read_lead(frame.data()).sequence;
    if (frame.empty() || sequence > sequences.last) {
      back.next = sequences.last + 1;
      break;
    }
    if (back.records > 0 && back.frames.size() + frame.size() > limits.bytes) break;
    back.frames.insert(back.frames.end(), frame.begin(), frame.end());
    found.add({sequence, sequence});
    ++back.records;
    back.next = sequence + 1;
  }
  if (back.next == sequences.first) return back;
  for (const Range& due : known_.settled.missing({sequences.first, back.next - 1})) {
    for (const Range& lost : found.missing(due)) back.lost.push_back(lost);
  }
  return back;
}

/// The unsettled frame with the lowest sequence from this one on; empty when there is none. Valid
/// until the next call.
std::span<const char> Store::unsettled_from(std::uint64_t sequence) {
  const auto own = own_from(sequence);
  const auto copy = copy_from(sequence);
  if (own.empty()) return copy;
  if (copy.empty()) return own;
  return read_lead(copy.data()).sequence < read_lead(own.data()).sequence ? copy : own;
}

/// The same, of the frames that are in their first segment.
std::span<const char> Store::own_from(std::uint64_t sequence) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Range own = own_sequences(i);
    if (own.last < sequence || !open_reader(i, sequence)) continue;
    const auto is_wanted = [&](std::span<const char> frame) {
      const std::uint64_t found = read_lead(frame.data()).sequence;
      return found >= std::max(sequence, own.first) && found <= own.last &&
             !known_.settled.contains(found);
    };
    for (auto frame = reader_->peek(); !frame.empty(); frame = reader_->peek()) {
      if (is_wanted(frame)) return frame;
      reader_->skip();
    }
  }
  return {};
}

bool Store::open_reader(std::size_t index, std::uint64_t sequence) {
  const Segment& segment = segments_[index];
  const bool is_open = reader_ && reader_->number() == segment.header.number;
  if (is_open && reader_->passed() < sequence) {
    reader_->extend(segment.end);
    return true;
  }
  auto file = disk_.open(path(segment.header.number));
  if (!file) return false;
  const FrameSearch search(segment.capacity, segment.header.salt, sequence_limit(segments_, index));
  reader_.emplace(std::move(*file), segment.header.number, search, segment.end);
  return true;
}

/// The same, of the frames that were copied by an earlier process.
std::span<const char> Store::copy_from(std::uint64_t sequence) {
  const auto sequence_of = [](const PlacedRecord& one) { return one.frame.sequence; };
  auto at = std::ranges::lower_bound(copied_, sequence, {}, sequence_of);
  for (; at != copied_.end(); ++at) {
    if (!known_.settled.contains(at->frame.sequence) && load_copy(*at)) return copy_;
  }
  return {};
}

bool Store::load_copy(const PlacedRecord& record) {
  if (copy_sequence_ == record.frame.sequence) return true;
  const auto segment = std::ranges::find(segments_, record.segment,
                                         [](const Segment& one) { return one.header.number; });
  auto file = disk_.open(path(record.segment));
  if (segment == segments_.end() || !file) return false;
  copy_.resize(record.frame.bytes);
  const auto read = (*file)->read(copy_, record.frame.offset);
  if (!read || *read != copy_.size() ||
      read_lead(copy_.data()).checksum !=
          checksum_of(copy_.data(), copy_.size(), segment->header.salt)) {
    copy_sequence_ = 0;
    return false;
  }
  copy_sequence_ = record.frame.sequence;
  return true;
}

}  // namespace sluice::journal
