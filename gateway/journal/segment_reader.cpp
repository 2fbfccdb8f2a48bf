#include "gateway/journal/segment_reader.hpp"

#include <algorithm>
#include <limits>

#include "gateway/journal/frame.hpp"

namespace sluice::journal {
namespace {

/// The least that is read at once.
constexpr std::uint64_t part_bytes = 256 * 1024;

}  // namespace

/// The bytes from offset_ on, at least so many; empty where the file does not have them.
std::span<const char> SegmentReader::load(std::uint64_t bytes) {
  if (bytes > end_ - offset_) return {};
  if (offset_ + bytes > begin_ + bytes_.size()) {
    const auto known =
        static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(offset_ - begin_, bytes_.size()));
    bytes_.erase(bytes_.begin(), bytes_.begin() + known);
    begin_ = offset_;
    const std::size_t kept = bytes_.size();
    bytes_.resize(std::min(std::max(bytes, part_bytes), end_ - offset_));
    const auto read = file_->read(std::span{bytes_}.subspan(kept), offset_ + kept);
    bytes_.resize(kept + (read ? *read : 0));
    if (bytes_.size() < bytes) return {};
  }
  return std::span{bytes_}.subspan(offset_ - begin_);
}

/// The length of the frame that begins at offset_; 0 when none does.
std::uint64_t SegmentReader::frame_at_offset() {
  const auto head = load(sizeof(Lead));
  if (head.empty()) return 0;
  const Lead lead = read_lead(head.data());
  if (lead.bytes < sizeof(Lead)) return 0;
  const auto frame = load(lead.bytes);
  const bool is_good =
      !frame.empty() && lead.checksum == checksum_of(frame.data(), lead.bytes, header_.salt);
  return is_good ? lead.bytes : 0;
}

/// Goes to the next frame behind the damage. False when there is none.
bool SegmentReader::pass_damage() {
  if (++offset_ >= end_) return false;
  const auto rest = load(end_ - offset_);
  constexpr auto no_limit = std::numeric_limits<std::uint64_t>::max();
  const auto found = find_frame(rest, header_.salt, no_limit);
  offset_ = found ? offset_ + found->offset : end_;
  return found.has_value();
}

std::span<const char> SegmentReader::peek() {
  if (frame_bytes_ == 0) {
    if (offset_ >= end_) return {};
    frame_bytes_ = frame_at_offset();
    if (frame_bytes_ == 0 && pass_damage()) frame_bytes_ = frame_at_offset();
    if (frame_bytes_ == 0) return {};
  }
  return load(frame_bytes_).first(frame_bytes_);
}

void SegmentReader::skip() noexcept {
  passed_ = read_lead(bytes_.data() + (offset_ - begin_)).sequence;
  offset_ += frame_bytes_;
  frame_bytes_ = 0;
}

}  // namespace sluice::journal
