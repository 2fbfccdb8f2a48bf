#include "gateway/relay/record_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "gateway/text/header_text.hpp"

namespace sluice::relay {
namespace {

const WallTime arrival{std::chrono::microseconds{1'700'000'000'123'456}};

std::string frame_of(std::string_view topic, std::string_view key, std::string_view payload,
                     std::span<const Header> headers, const RecordFacts& facts) {
  const std::string header_text = text::header_text(headers);
  const Shape shape{
      static_cast<std::uint32_t>(topic.size()), static_cast<std::uint32_t>(key.size()),
      static_cast<std::uint32_t>(payload.size()), static_cast<std::uint32_t>(header_text.size())};
  std::string frame(frame_head_bytes, '\xAA');
  frame.append(topic).append(key).append(payload).append(header_text);
  write_frame_head(frame.data(), shape, facts);
  return frame;
}

std::string frame_with_all() {
  const std::array<Header, 3> headers{{{"type", "trade"}, {"", ""}, {"bin", {"\0\xff", 2}}}};
  return frame_of("topic", "key", "payload", headers, {arrival, ContentType::json, Change::upsert});
}

void expect_all(const Record& record) {
  EXPECT_EQ(record.topic, "topic");
  EXPECT_EQ(record.key, "key");
  EXPECT_EQ(record.payload, "payload");
  EXPECT_EQ(record.facts.received_at, arrival);
  EXPECT_EQ(record.facts.content_type, ContentType::json);
  EXPECT_EQ(record.facts.change, Change::upsert);
  std::vector<std::pair<std::string, std::string>> headers;
  for (const Header& header : record.headers) headers.emplace_back(header.name, header.value);
  EXPECT_THAT(headers, testing::ElementsAre(testing::Pair("type", "trade"), testing::Pair("", ""),
                                            testing::Pair("bin", std::string("\0\xff", 2))));
}

TEST(FrameTest, GivesBackEachPartWhereverTheFrameLies) {
  const std::string frame = frame_with_all();
  EXPECT_EQ(frame_bytes(frame.data()), frame.size());
  std::vector<char> elsewhere(frame.size() + 8);
  for (std::size_t at = 0; at < 8; ++at) {
    std::memcpy(elsewhere.data() + at, frame.data(), frame.size());
    expect_all(read_frame(elsewhere.data() + at));
  }
}

TEST(FrameTest, IsTheSameBytesForTheSameRecord) {
  EXPECT_EQ(frame_with_all(), frame_with_all());
}

TEST(FrameTest, FollowsOneAfterTheOtherByTheirLengths) {
  const std::string two = frame_of("a", "", "first", {}, {}) + frame_of("b", "", "second", {}, {});
  EXPECT_EQ(read_frame(two.data() + frame_bytes(two.data())).payload, "second");
}

TEST(FrameTest, HasNoHeadersWhereThereAreNone) {
  const std::string frame = frame_of("t", "", "", {}, {});
  const Record record = read_frame(frame.data());
  EXPECT_TRUE(record.headers.empty());
  EXPECT_EQ(record.headers.size(), 0U);
  EXPECT_EQ(record.facts.received_at, WallTime{});
}

}  // namespace
}  // namespace sluice::relay
