#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "gateway/core/give_back.hpp"
#include "gateway/net/websocket_frames.hpp"
#include "tests/unit/channels/allocation_counter.hpp"

namespace sluice::net {
namespace {

TEST(MemoryTest, OfALargeTextIsGivenBackAndOfASmallOneKept) {
  std::string text(1'000'000, 'x');
  empty(text, 1'000);
  EXPECT_LT(text.capacity(), 1'000U);
  text.assign(900, 'x');
  empty(text, 1'000);
  EXPECT_TRUE(text.empty());
  EXPECT_GE(text.capacity(), 900U);
}

TEST(MemoryTest, OfALargeMessageInFragmentsIsGivenBack) {
  constexpr std::size_t half = 4'000'000;
  FrameReader reader(2 * half);
  const auto before = allocated_bytes();
  {
    std::string bytes;
    for (const char first : {'\x01', '\x80'}) {
      bytes += {first, 127, 0, 0, 0, 0};
      for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>((half >> shift) & 0xff);
      bytes.append(half, 'x');
    }
    const std::size_t size = bytes.size();
    bytes.append(FrameReader::padding, '\0');
    std::string_view unread{bytes.data(), size};
    WebSocketMessage message;
    ASSERT_EQ(reader.next(unread, message), FrameReader::Status::message);
    EXPECT_EQ(message.payload.size(), 2 * half);
    EXPECT_EQ(reader.next(unread, message), FrameReader::Status::incomplete);
  }
  EXPECT_LT(allocated_bytes(), before + 100'000);
}

}  // namespace
}  // namespace sluice::net
