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

/// A place in a segment where a frame begins, to begin to read there.
struct Landmark {
  std::uint64_t sequence;
  std::uint64_t offset;
};
inline constexpr Landmark first_frame{0, segment_head_bytes};

/// More frames than any segment can have: a higher sequence is damage.
inline constexpr std::uint64_t sequences_per_segment_max = std::uint64_t{1} << 32;

/// Finds the frames of one segment. In damaged bytes a frame may seem to begin at every offset, and
/// each checksum takes time: a payload made for this purpose could prevent the start of the
/// gateway. So the search takes a limited number of checksums in vain, by the size of the segment.
class FrameSearch {
 public:
  /// A sequence of `sequence_limit` or more is damage.
  FrameSearch(std::uint64_t segment_bytes, std::uint64_t salt, std::uint64_t sequence_limit);

  /// The frame at this offset of the bytes, which are a part of the segment.
  [[nodiscard]] std::optional<PlacedFrame> at(std::span<const char> bytes, std::uint64_t offset);
  /// The first frame from this offset on.
  [[nodiscard]] std::optional<PlacedFrame> from(std::span<const char> bytes, std::uint64_t offset);

 private:
  std::uint64_t salt_;
  std::uint64_t sequence_limit_;
  std::uint64_t vain_bytes_left_;
};

/// Finds the frames in the bytes of a segment, which begin with its header. Where no frame begins,
/// it searches for the next one. A sequence of `sequence_limit` or more is damage. Returns the end
/// of the last frame.
std::uint64_t scan_segment(std::span<const char> segment, const SegmentHeader& header,
                           std::uint64_t sequence_limit,
                           const std::function<void(const PlacedFrame&)>& each);

}  // namespace sluice::journal
