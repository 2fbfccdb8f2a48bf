#include "gateway/journal/recovery.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

namespace sluice::journal {
namespace {

constexpr std::uint64_t landmarks_max = 256;
constexpr auto no_limit = std::numeric_limits<std::uint64_t>::max();

std::vector<char> read_file(Disk& disk, const std::string& path) {
  auto file = disk.open(path);
  if (!file) return {};
  const auto size = (*file)->size();
  if (!size) return {};
  std::vector<char> bytes(*size);
  const auto read = (*file)->read(bytes, 0);
  bytes.resize(read ? *read : 0);
  return bytes;
}

class Reading {
 public:
  Reading(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

  DiskResult<Recovery> run() {
    // Before the list: if a gateway goes on writing meanwhile, each record that the checkpoint
    // knows is in a file that is listed.
    read_last_checkpoint();
    const auto names = disk_.list(folder_);
    if (!names) return names.error();
    sort_out(*names);
    for (const auto number : numbers_) read_header(number);
    if (left_.newer_format) return std::move(left_);
    read_frames();
    find_losses();
    return std::move(left_);
  }

 private:
  [[nodiscard]] std::string path(std::uint64_t number) const {
    return folder_ + "/" + segment_name(number);
  }

  void sort_out(const std::vector<std::string>& names) {
    for (const auto& name : names) {
      if (const auto number = segment_number(name)) {
        numbers_.push_back(*number);
      } else if (name != checkpoint_name) {
        left_.foreign.push_back(name);
      }
    }
    std::ranges::sort(numbers_);
    std::ranges::sort(left_.foreign);
  }

  void read_last_checkpoint() {
    auto stored = read_checkpoint(disk_, folder_ + "/" + checkpoint_name);
    if (stored.newer_format > 0) note_newer(checkpoint_name, stored.newer_format);
    left_.checkpoint = std::move(stored.checkpoint);
    left_.generation = stored.generation;
    left_.checkpoint_damaged = stored.damaged;
    has_last_checkpoint_ = stored.generation > 0 && !stored.damaged;
  }

  void read_header(std::uint64_t number) {
    std::vector<char> bytes(segment_head_bytes);
    auto file = disk_.open(path(number));
    const auto read = file ? (*file)->read(bytes, 0) : DiskResult<std::size_t>(file.error());
    bytes.resize(read ? *read : 0);
    const auto [state, header, version] = decode_segment_header(bytes);
    if (state == Header::newer) note_newer(segment_name(number), version);
    if (state != Header::good || header.number != number || header.first_sequence == 0) {
      left_.unreadable.push_back(number);
      if (!read || state != Header::absent) left_.damaged.push_back(number);
      return;
    }
    settled().add({1, header.settled_through});
    left_.segments.push_back({.header = header});
  }

  void note_newer(std::string name, std::uint32_t version) {
    left_.newer_format = true;
    if (version <= left_.newest_format) return;
    left_.newest_format = version;
    left_.newest_file = std::move(name);
  }

  void read_frames() {
    for (std::size_t i = 0; i < left_.segments.size(); ++i) {
      Segment& segment = left_.segments[i];
      const auto bytes = read_file(disk_, path(segment.header.number));
      segment.capacity = bytes.size();
      segment.end = scan_segment(bytes, segment.header, sequence_limit(left_.segments, i),
                                 [&](const PlacedFrame& frame) { add_frame(segment, frame); });
    }
    std::ranges::sort(left_.copied, {}, [](const auto& one) { return one.frame.sequence; });
  }

  void add_frame(Segment& segment, const PlacedFrame& frame) {
    const bool is_copy = frame.sequence < segment.header.first_sequence;
    if (is_copy) segment.copied.push_back(frame.sequence);
    if (!is_copy) note_landmark(segment, {frame.sequence, frame.offset});
    // A record that was being copied when the process ended exists twice; the older one counts.
    if (found_.contains(frame.sequence)) return;
    found_.add({frame.sequence, frame.sequence});
    if (settled().contains(frame.sequence)) return;
    ++left_.records;
    left_.bytes += frame.bytes;
    if (is_copy) left_.copied.push_back({segment.header.number, frame});
  }

  void find_losses() {
    auto& next = left_.checkpoint.next_sequence;
    next = std::max({next, found_.last() + 1, settled().last() + 1});
    if (!left_.segments.empty()) {
      next = std::max(next, left_.segments.back().header.first_sequence);
    }
    if (next == 1) return;
    if (!has_last_checkpoint_) settle_what_was_trimmed();
    for (const Range& unsettled : settled().missing({1, next - 1})) {
      for (const Range& lost : found_.missing(unsettled)) add_loss(lost);
    }
    for (const auto& loss : left_.losses) {
      for (const Range& lost : loss.sequences) settled().add(lost);
    }
  }

  /// Without the last checkpoint, the outcome of records that are older than all segments and have
  /// no copy is unknown. They count as settled, because most of them were.
  void settle_what_was_trimmed() {
    if (left_.segments.empty()) return;
    const std::uint64_t first = left_.segments.front().header.first_sequence;
    for (const Range& gone : found_.missing({1, first - 1})) settled().add(gone);
  }

  /// Splits the range at the first sequence of each readable segment.
  void add_loss(Range lost) {
    while (true) {
      const auto after = std::ranges::upper_bound(
          left_.segments, lost.first, {}, [](const Segment& s) { return s.header.first_sequence; });
      const auto until =
          after == left_.segments.end() ? no_limit : after->header.first_sequence - 1;
      const Range part{lost.first, std::min(lost.last, until)};
      loss_of(segment_of(after, part)).sequences.push_back(part);
      if (part.last == lost.last) return;
      lost.first = part.last + 1;
    }
  }

  /// The number of the segment that had these records; `after` is the next readable one.
  [[nodiscard]] std::uint64_t segment_of(std::deque<Segment>::const_iterator after,
                                         Range part) const {
    if (after == left_.segments.begin()) {
      if (!left_.unreadable.empty()) return left_.unreadable.front();
      return after == left_.segments.end() ? 0 : after->header.number - 1;
    }
    const std::uint64_t before = std::prev(after)->header.number;
    if (after == left_.segments.end()) {
      const auto gone = std::ranges::upper_bound(left_.unreadable, before);
      return gone == left_.unreadable.end() ? before : *gone;
    }
    const bool reaches_the_next = part.last + 1 == after->header.first_sequence;
    return reaches_the_next && after->header.number > before + 1 ? before + 1 : before;
  }

  SegmentLoss& loss_of(std::uint64_t number) {
    auto& losses = left_.losses;
    if (losses.empty() || losses.back().segment != number) losses.push_back({number, {}});
    return losses.back();
  }

  SequenceSet& settled() { return left_.checkpoint.settled; }

  Disk& disk_;
  std::string folder_;
  Recovery left_;
  bool has_last_checkpoint_ = false;
  std::vector<std::uint64_t> numbers_;
  SequenceSet found_;
};

}  // namespace

void note_landmark(Segment& segment, const Landmark& here) {
  const Landmark& last = segment.landmarks.empty() ? first_frame : segment.landmarks.back();
  if (here.offset - last.offset >= segment.capacity / landmarks_max) {
    segment.landmarks.push_back(here);
  }
}

Landmark landmark_before(const Segment& segment, std::uint64_t sequence) noexcept {
  const auto behind =
      std::ranges::upper_bound(segment.landmarks, sequence, {}, &Landmark::sequence);
  return behind == segment.landmarks.begin() ? first_frame : *std::prev(behind);
}

std::uint64_t sequence_limit(const std::deque<Segment>& segments, std::size_t index) noexcept {
  return index + 1 < segments.size()
             ? segments[index + 1].header.first_sequence
             : segments[index].header.first_sequence + sequences_per_segment_max;
}

std::vector<Range> unsettled(const Recovery& recovery) {
  const Checkpoint& known = recovery.checkpoint;
  if (known.next_sequence == 1) return {};
  return known.settled.missing({1, known.next_sequence - 1});
}

DiskResult<Recovery> recover(Disk& disk, const std::string& folder) {
  return Reading(disk, folder).run();
}

}  // namespace sluice::journal
