#include "gateway/net/read_buffer.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace sluice::net {
namespace {

class ReadBufferTest : public testing::Test {
 protected:
  static constexpr std::size_t padding = 64;

  /// Reads as much of `bytes` as there is room for; what is unread then.
  std::string_view& read(std::string_view bytes, std::size_t wanted = 2) {
    const auto room = buffer_.room(wanted);
    EXPECT_FALSE(room.empty());
    EXPECT_GE(room.size(), bytes.size());
    std::memcpy(room.data(), bytes.data(), bytes.size());
    at_ = room.data();
    return buffer_.add(bytes.size());
  }

  std::vector<char> shared_ = std::vector<char>(1'000 + padding);
  ReadBuffer buffer_{shared_, padding};
  const char* at_ = nullptr;  ///< where the last read went
};

TEST_F(ReadBufferTest, LeavesWholeFramesInTheSharedBuffer) {
  EXPECT_EQ(read("a frame"), "a frame");
  EXPECT_EQ(at_, shared_.data());
  buffer_.add(7).remove_prefix(7);
  buffer_.keep();
  EXPECT_EQ(buffer_.capacity(), 0U);
}

TEST_F(ReadBufferTest, KeepsTheStartOfAFrameWhileOthersUseTheSharedBuffer) {
  read("one frame, half of ano").remove_prefix(11);
  buffer_.keep();
  shared_.assign(shared_.size(), 'x');
  EXPECT_EQ(read("ther", 15), "half of another");
}

/// The cost of a large message: with the bytes moved once a piece it would be in the billions.
TEST_F(ReadBufferTest, MovesAByteAFewTimesAtMostHoweverManyPiecesThereAre) {
  constexpr std::size_t size = 1'000'000;
  read("01");
  buffer_.keep();
  std::size_t moved = 0;
  std::size_t held = 2;
  for (const char* start = nullptr; held < size; ++held) {
    const auto all = read("2", size);
    if (all.data() != start) moved += held;
    start = all.data();
    buffer_.keep();
  }
  EXPECT_LT(moved, 3 * size);
  EXPECT_LT(buffer_.capacity(), size + 64 * 1024) << "no more memory than the message needs";
}

TEST_F(ReadBufferTest, GivesItsMemoryBackWithTheFrame) {
  read("0");
  buffer_.keep();
  for (std::size_t held = 1; held < 100'000; held += 10'000) {
    read(std::string(10'000, '1'), 100'000);
    buffer_.keep();
  }
  EXPECT_GT(buffer_.capacity(), 100'000U);
  auto& all = read("2", 100'000);
  all.remove_prefix(all.size());
  buffer_.keep();
  EXPECT_EQ(buffer_.capacity(), 0U);
}

TEST_F(ReadBufferTest, BelievesALengthOnlyAsFarAsBytesHaveCome) {
  read("0");
  buffer_.keep();
  read("1", std::size_t{1} << 40);
  EXPECT_LT(buffer_.capacity(), 256U * 1024);
}

TEST_F(ReadBufferTest, HasPaddingBehindAllThatItHolds) {
  read("half");
  buffer_.keep();
  const auto all = read(std::string(900, 'x'), 904);
  EXPECT_GE(buffer_.capacity(), all.size() + padding);
}

}  // namespace
}  // namespace sluice::net
