#include "gateway/journal/segment_reader.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gateway/journal/frame.hpp"
#include "tests/unit/journal/journal_model.hpp"
#include "tests/unit/journal/simulated_disk.hpp"

namespace sluice::journal {
namespace {

constexpr SegmentHeader header{.number = 1, .salt = 7, .first_sequence = 1, .settled_through = 0};

std::string sealed(std::uint64_t sequence, std::size_t payload, std::uint64_t salt = header.salt) {
  std::string frame = make_frame(sequence, std::string(payload, 'x'));
  seal_frame(frame.data(), frame.size(), salt);
  return frame;
}

/// A segment with these frames, and zeros behind them.
std::string segment_of(const std::string& frames) {
  const auto head = encode(header);
  std::string bytes(head.begin(), head.end());
  bytes += frames;
  bytes.resize(small_segment);
  return bytes;
}

// A file that is used again has the frames of its earlier use wherever a write was lost. Each seems
// to begin one byte early, too, with a length of 9,000 bytes: checksums of more than the limit for
// the part behind the damage, and of less than that for the segment.
TEST(SegmentReaderTest, FindsWhatAScanFindsBehindTheFramesOfAnEarlierUse) {
  std::string frames = sealed(1, 3'000);
  for (std::size_t i = 0; i < 24; ++i) {
    const std::string earlier = sealed(i + 1, 19, header.salt + 1);
    frames.replace(i * earlier.size(), earlier.size(), earlier);
  }
  frames += sealed(2, 9'000);
  const std::string bytes = segment_of(frames);
  std::vector<std::uint64_t> scanned;
  const std::uint64_t end =
      scan_segment(bytes, header, sequences_per_segment_max,
                   [&](const PlacedFrame& frame) { scanned.push_back(frame.sequence); });
  ASSERT_EQ(scanned, std::vector<std::uint64_t>{2});

  SimulatedDisk disk(1);
  disk.put("segment", bytes);
  SegmentReader reader(*disk.open("segment"), header.number,
                       FrameSearch(bytes.size(), header.salt, sequences_per_segment_max),
                       first_frame, end);
  const auto frame = reader.peek();
  ASSERT_FALSE(frame.empty());
  EXPECT_EQ(read_lead(frame.data()).sequence, 2U);
  reader.skip();
  EXPECT_TRUE(reader.peek().empty());
}

TEST(SegmentReaderTest, BeginsAtALandmark) {
  const std::string first = sealed(1, 3'000);
  const std::string bytes = segment_of(first + sealed(2, 100) + sealed(3, 100));
  SimulatedDisk disk(1);
  disk.put("segment", bytes);
  SegmentReader reader(*disk.open("segment"), header.number,
                       FrameSearch(bytes.size(), header.salt, sequences_per_segment_max),
                       {2, segment_head_bytes + first.size()}, bytes.size());
  EXPECT_EQ(reader.passed(), 1U);
  for (const std::uint64_t sequence : {2U, 3U}) {
    const auto frame = reader.peek();
    ASSERT_FALSE(frame.empty());
    EXPECT_EQ(read_lead(frame.data()).sequence, sequence);
    reader.skip();
    EXPECT_EQ(reader.passed(), sequence);
  }
}

}  // namespace
}  // namespace sluice::journal
