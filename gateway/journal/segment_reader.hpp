#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "gateway/journal/disk.hpp"
#include "gateway/journal/segment.hpp"

namespace sluice::journal {

/// Reads the frames of one segment in the order of the file, a part of the file at a time. Where no
/// frame begins, the bytes are damaged, and it goes on with the next frame. It searches as
/// scan_segment() does, so that it finds all that a recovery has found.
class SegmentReader {
 public:
  /// Begins at the landmark. `end` is the end of the last frame.
  SegmentReader(std::unique_ptr<File> file, std::uint64_t number, const FrameSearch& search,
                const Landmark& begin, std::uint64_t end)
      : file_(std::move(file)),
        number_(number),
        search_(search),
        end_(end),
        offset_(begin.offset),
        passed_(std::max<std::uint64_t>(begin.sequence, 1) - 1),
        begin_(begin.offset) {}

  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

  /// The segment has grown.
  void extend(std::uint64_t end) noexcept { end_ = end; }

  /// The next frame with its checksum good; empty at the end, and where the disk does not give the
  /// rest. Valid until the next call of any method.
  [[nodiscard]] std::span<const char> peek();
  /// Goes on behind the frame of peek().
  void skip() noexcept;
  /// The sequence of the last frame that was skipped, or of the one before the landmark; 0 when
  /// there was none. Frames up to it are not read any more.
  [[nodiscard]] std::uint64_t passed() const noexcept { return passed_; }

 private:
  [[nodiscard]] std::span<const char> load(std::uint64_t bytes);
  [[nodiscard]] std::uint64_t frame_at_offset();
  [[nodiscard]] std::uint64_t pass_damage();

  std::unique_ptr<File> file_;
  std::uint64_t number_;
  FrameSearch search_;
  std::uint64_t end_;
  std::uint64_t offset_;           ///< of the next frame
  std::uint64_t frame_bytes_ = 0;  ///< of the frame there; 0: not checked yet
  std::uint64_t passed_;
  std::vector<char> bytes_;  ///< a part of the file
  std::uint64_t begin_;      ///< the offset of that part
};

}  // namespace sluice::journal
