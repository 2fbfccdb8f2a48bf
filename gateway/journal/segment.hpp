#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/journal/stamp.hpp"

// One file of a journal: a header, then frames one behind the other. Segments of one journal are
// numbered from 1; the number is the file name.
namespace sluice::journal {

/// The header of a segment.
struct SegmentHeader {
  std::uint64_t number{};
  std::uint64_t salt{};             ///< random; part of the checksum of each frame
  std::uint64_t first_sequence{};   ///< of the first frame that is not a copy from an older segment
  std::uint64_t settled_through{};  ///< all sequences up to here were settled when the segment
                                    ///< began
};

/// The offset of the first frame. The header stands twice before it, in different sectors.
inline constexpr std::size_t segment_head_bytes = 4096;

[[nodiscard]] std::vector<char> encode(const SegmentHeader& header);

struct ReadHeader {
  Header state = Header::damaged;
  SegmentHeader header{};     ///< valid when the state is good
  std::uint32_t version = 0;  ///< valid when the state is good or newer
};
/// Decodes the first segment_head_bytes of a file, or fewer if the file is shorter.
[[nodiscard]] ReadHeader decode_segment_header(std::span<const char> bytes);

[[nodiscard]] std::string segment_name(std::uint64_t number);
/// Empty when it is not the name of a segment.
[[nodiscard]] std::optional<std::uint64_t> segment_number(std::string_view name);

struct PlacedFrame {
  std::uint64_t sequence;
  std::uint64_t offset;  ///< in the segment
  std::uint32_t bytes;
};

/// The first frame in these bytes of a segment. Its offset is that in the bytes.
[[nodiscard]] std::optional<PlacedFrame> find_frame(std::span<const char> bytes, std::uint64_t salt,
                                                    std::uint64_t sequence_limit);

/// Finds the frames in the bytes of a segment, which begin with its header. Where no frame begins,
/// it searches for the next one. A sequence of `sequence_limit` or more is damage. Returns the end
/// of the last frame.
std::uint64_t scan_segment(std::span<const char> segment, const SegmentHeader& header,
                           std::uint64_t sequence_limit,
                           const std::function<void(const PlacedFrame&)>& each);

}  // namespace sluice::journal
