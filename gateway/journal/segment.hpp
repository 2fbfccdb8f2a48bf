#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/journal/stamp.hpp"

// One file of a journal: a header, and frames one behind the other. Segments of one journal are
// numbered from 1; the name is the number.
namespace sluice::journal {

/// What a segment says of itself.
struct SegmentHeader {
  std::uint64_t number{};
  std::uint64_t salt{};             ///< random; belongs to the checksum of each frame
  std::uint64_t first_sequence{};   ///< of the first frame that is not copied from an older segment
  std::uint64_t settled_through{};  ///< everything up to here was settled when it was begun
};

/// Where the first frame is. The header stands twice before it, in different sectors.
inline constexpr std::size_t segment_head_bytes = 4096;

[[nodiscard]] std::vector<char> encode(const SegmentHeader& header);

struct ReadHeader {
  Header state = Header::damaged;
  SegmentHeader header;  ///< where it is good
};
/// From the first segment_head_bytes of a file, or as many as it has.
[[nodiscard]] ReadHeader decode_segment_header(std::span<const char> bytes);

[[nodiscard]] std::string segment_name(std::uint64_t number);
/// Nothing where it is no segment's name.
[[nodiscard]] std::optional<std::uint64_t> segment_number(std::string_view name);

struct PlacedFrame {
  std::uint64_t sequence;
  std::uint64_t offset;  ///< in the segment
  std::uint32_t bytes;
};

/// Finds the frames in the bytes of a segment, which begin with its header. Where there is none, it
/// looks for the next one behind that. Sequences from
/// `sequence_limit` on are none that can be. Returns where the last frame ends.
std::uint64_t scan_segment(std::span<const char> segment, const SegmentHeader& header,
                           std::uint64_t sequence_limit,
                           const std::function<void(const PlacedFrame&)>& each);

}  // namespace sluice::journal
