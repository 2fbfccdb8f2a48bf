// The part of Store that lets go of segments.
#include <algorithm>
#include <span>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/store.hpp"

namespace sluice::journal {
namespace {

// A record that is slow to settle holds its segment and the one behind it, and then moves.
constexpr std::size_t segments_kept = 3;

// A segment is copied when no more than this part of it is still needed.
constexpr std::uint64_t sparse_part = 8;

}  // namespace

/// Those that its frames may have, but for copies.
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

error_code Store::trim() {
  while (segments_.size() > 1 && (segments_.front().is_copied || is_settled(0))) {
    if (const auto error = spares_.recycle(path(segments_.front().header.number))) return error;
    segments_.pop_front();
  }
  return {};
}

bool Store::is_sparse(std::size_t segment) const {
  const Range own = own_sequences(segment);
  const std::uint64_t needed =
      count_of(known_.settled.missing(own)) + segments_[segment].copied.size();
  return needed * sparse_part <= own.count();
}

/// Moves the few records that keep the oldest segments from being trimmed into the one just begun.
error_code Store::copy_forward() {
  for (std::size_t i = 0; i + segments_kept < segments_.size(); ++i) {
    if (segments_[i].is_copied || is_settled(i)) continue;
    return is_sparse(i) ? copy(i) : error_code{};
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
  std::vector<std::uint64_t> sequences;
  scan_segment(bytes, old.header, own_sequences(index).last + 1, [&](const PlacedFrame& frame) {
    if (known_.settled.contains(frame.sequence)) return;
    const char* const begin = bytes.data() + frame.offset;
    copies.insert(copies.end(), begin, begin + frame.bytes);
    seal_frame(copies.data() + copies.size() - frame.bytes, frame.bytes, newest.header.salt);
    sequences.push_back(frame.sequence);
  });
  const bool found_all = sequences.size() >= count_of(known_.settled.missing(own_sequences(index)));
  if (!found_all || copies.size() * sparse_part > newest.capacity) return {};
  if (const auto error = file_->write(copies, newest.end)) return error;
  newest.end += copies.size();
  newest.copied = std::move(sequences);
  old.is_copied = true;
  needs_sync_ = true;
  return {};
}

}  // namespace sluice::journal
