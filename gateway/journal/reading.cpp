// The part of Store that reads records back.
#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/store.hpp"

namespace sluice::journal {

ReadBack Store::read(Range sequences, ReadLimits limits) {
  ReadBack back{.frames = {}, .records = 0, .lost = {}, .next = sequences.first};
  SequenceSet found;
  while (back.next <= sequences.last && back.records < limits.records) {
    const auto frame = next_unsettled({back.next, sequences.last});
    if (frame.empty()) {
      back.next = sequences.last + 1;
      break;
    }
    const std::uint64_t sequence = read_lead(frame.data()).sequence;
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

/// The unsettled frame with the lowest of these sequences; empty when there is none. Valid until
/// the next call.
std::span<const char> Store::next_unsettled(Range sequences) {
  const auto own = next_own(sequences);
  const auto copy = next_copy(sequences);
  if (own.empty()) return copy;
  if (copy.empty()) return own;
  return read_lead(copy.data()).sequence < read_lead(own.data()).sequence ? copy : own;
}

/// The same, of the frames that are in their first segment.
std::span<const char> Store::next_own(Range sequences) {
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Range own = own_sequences(i);
    if (own.first > sequences.last) return {};
    if (own.last < sequences.first || !open_reader(i, sequences.first)) continue;
    const Range wanted{std::max(sequences.first, own.first), own.last};
    for (auto frame = reader_->peek(); !frame.empty(); frame = reader_->peek()) {
      const std::uint64_t found = read_lead(frame.data()).sequence;
      const bool is_own = found >= wanted.first && found <= wanted.last;
      if (is_own && found > sequences.last) return {};
      if (is_own && !known_.settled.contains(found)) return frame;
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
  reader_.emplace(std::move(*file), segment.header.number, search,
                  landmark_before(segment, sequence), segment.end);
  return true;
}

/// The same, of the frames that were copied.
std::span<const char> Store::next_copy(Range sequences) {
  const auto sequence_of = [](const PlacedRecord& one) { return one.frame.sequence; };
  auto at = std::ranges::lower_bound(copied_, sequences.first, {}, sequence_of);
  for (; at != copied_.end() && at->frame.sequence <= sequences.last; ++at) {
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
