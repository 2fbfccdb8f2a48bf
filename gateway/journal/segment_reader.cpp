#include "gateway/journal/segment_reader.hpp"

#include <algorithm>

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
  const auto found =
      search_.at(load(std::max<std::uint64_t>(sizeof(Lead), read_lead(head.data()).bytes)), 0);
  return found ? found->bytes : 0;
}

/// Goes to the next frame behind the damage, and returns its length; 0 when there is none.
std::uint64_t SegmentReader::pass_damage() {
  if (++offset_ >= end_) return 0;
  const auto found = search_.from(load(end_ - offset_), 0);
  offset_ = found ? offset_ + found->offset : end_;
  return found ? found->bytes : 0;
}

std::span<const char> SegmentReader::peek() {
  if (frame_bytes_ == 0) {
    if (offset_ >= end_) return {};
    frame_bytes_ = frame_at_offset();
    if (frame_bytes_ == 0) frame_bytes_ = pass_damage();
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
