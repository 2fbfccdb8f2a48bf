#include "gateway/journal/segment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "gateway/journal/frame.hpp"

namespace sluice::journal {
namespace {

constexpr Magic magic{'s', 'l', 'u', 'i', 'c', 'e', 's', 'g'};
constexpr std::size_t second_copy = segment_head_bytes / 2;
constexpr std::string_view suffix = ".segment";
constexpr std::size_t digits = 16;

struct Head {
  Stamp stamp;
  SegmentHeader header;
};

// The limit for checksums in vain, in multiples of the segment's size.
constexpr std::uint64_t vain_sums_max = 16;

}  // namespace

std::vector<char> encode(const SegmentHeader& header) {
  std::vector<char> bytes(segment_head_bytes);
  Head head{{}, header};
  for (const std::size_t copy : {std::size_t{0}, second_copy}) {
    std::memcpy(bytes.data() + copy, &head, sizeof(head));
    write_stamp({bytes.data() + copy, sizeof(head)}, magic);
  }
  return bytes;
}

ReadHeader decode_segment_header(std::span<const char> bytes) {
  ReadHeader best{.state = Header::absent};
  for (const std::size_t copy : {std::size_t{0}, second_copy}) {
    const auto part = bytes.subspan(std::min(copy, bytes.size()));
    const Header state = read_stamp(part.first(std::min(part.size(), second_copy)), magic);
    if (state == Header::good && part.size() >= sizeof(Head)) {
      Head head{};
      std::memcpy(&head, part.data(), sizeof(head));
      return {state, head.header, stamp_version(part)};
    }
    if (state == Header::newer || best.state == Header::absent) best.state = state;
    if (state == Header::newer) best.version = stamp_version(part);
  }
  return best;
}

std::string segment_name(std::uint64_t number) {
  return fmt::format("{:0{}}{}", number, digits, suffix);
}

std::optional<std::uint64_t> segment_number(std::string_view name) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || name != segment_name(number) || number == 0) return {};
  return number;
}

FrameSearch::FrameSearch(std::uint64_t segment_bytes, std::uint64_t salt,
                         std::uint64_t sequence_limit)
    : salt_(salt),
      sequence_limit_(sequence_limit),
      vain_bytes_left_(vain_sums_max * segment_bytes) {}

std::optional<PlacedFrame> FrameSearch::at(std::span<const char> bytes, std::uint64_t offset) {
  const std::size_t left = bytes.size() - offset;
  if (left < sizeof(Lead)) return {};
  const char* const frame = bytes.data() + offset;
  const Lead lead = read_lead(frame);
  if (lead.bytes < sizeof(Lead) || lead.bytes > left || lead.bytes > vain_bytes_left_) return {};
  if (lead.sequence == 0 || lead.sequence >= sequence_limit_) return {};
  if (lead.checksum != checksum_of(frame, lead.bytes, salt_)) {
    vain_bytes_left_ -= lead.bytes;
    return {};
  }
  return PlacedFrame{lead.sequence, offset, lead.bytes};
}

std::optional<PlacedFrame> FrameSearch::from(std::span<const char> bytes, std::uint64_t offset) {
  for (; offset + sizeof(Lead) <= bytes.size(); ++offset) {
    if (const auto found = at(bytes, offset)) return found;
  }
  return {};
}

std::uint64_t scan_segment(std::span<const char> segment, const SegmentHeader& header,
                           std::uint64_t sequence_limit,
                           const std::function<void(const PlacedFrame&)>& each) {
  FrameSearch search(segment.size(), header.salt, sequence_limit);
  std::uint64_t end = segment_head_bytes;
  std::uint64_t last = 0;
  while (end < segment.size()) {
    auto found = search.at(segment, end);
    // The last possible sequence of the segment was found: no frame can follow.
    if (!found && last + 1 < sequence_limit) found = search.from(segment, end + 1);
    if (!found) break;
    each(*found);
    last = std::max(last, found->sequence);
    end = found->offset + found->bytes;
  }
  return std::min<std::uint64_t>(end, segment.size());
}

}  // namespace sluice::journal
