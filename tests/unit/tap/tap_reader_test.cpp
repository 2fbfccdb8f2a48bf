#include "gateway/tap/tap_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sluice::tap {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

struct TapReaderTest : testing::Test {
  void SetUp() override { EXPECT_EQ(reader.next(now), ": open\n\n"); }

  Time now{std::chrono::hours{1}};
  TapReader reader{now};
};

TEST_F(TapReaderTest, SendsItemsAsServerSentEvents) {
  EXPECT_FALSE(reader.has_next(now));
  EXPECT_EQ(reader.take({.items = {"{1}", "{2}"}}, now), 0U);
  EXPECT_TRUE(reader.has_next(now));
  EXPECT_EQ(reader.next(now), "data: {1}\n\ndata: {2}\n\n");
  EXPECT_EQ(reader.next(now), "");
}

TEST_F(TapReaderTest, SaysInAQuietTimeThatItIsThere) {
  now += milliseconds{9'999};
  EXPECT_FALSE(reader.has_next(now));
  now += milliseconds{1};
  EXPECT_TRUE(reader.has_next(now));
  EXPECT_EQ(reader.next(now), ": quiet\n\n");
  EXPECT_FALSE(reader.has_next(now));
}

TEST_F(TapReaderTest, SaysOnceASecondWhatWasPassedOver) {
  EXPECT_EQ(reader.take({.passed_over = 7}, now), 7U);
  EXPECT_EQ(reader.next(now), "data: {\"kind\":\"passed_over\",\"rate\":7,\"slow_reader\":0}\n\n");
  EXPECT_EQ(reader.take({.passed_over = 1}, now), 1U);
  EXPECT_EQ(reader.next(now), "");
  now += seconds{1};
  EXPECT_TRUE(reader.has_next(now));
  EXPECT_THAT(reader.next(now), HasSubstr("\"rate\":1,"));
}

TEST_F(TapReaderTest, TakesAThousandASecondOfAllShardsTogether) {
  for (int shard = 0; shard < 3; ++shard) {
    reader.take({.items = std::vector<std::string>(500, "{}")}, now);
  }
  EXPECT_THAT(reader.next(now), StartsWith("data: {\"kind\":\"passed_over\",\"rate\":500,"));
}

TEST_F(TapReaderTest, PassesOverWhatASlowClientDoesNotRead) {
  const std::string item(100'000, 'x');
  std::uint64_t passed_over = 0;
  for (int i = 0; i < 4; ++i) {
    passed_over += reader.take({.items = std::vector<std::string>(5, item)}, now);
    now += seconds{1};
  }
  EXPECT_EQ(passed_over, 10U);
  EXPECT_THAT(reader.next(now), HasSubstr("\"rate\":0,\"slow_reader\":10"));
  std::size_t pieces = 0;
  while (!reader.next(now).empty()) ++pieces;
  EXPECT_EQ(pieces, 10U) << "not all at once";
}

}  // namespace
}  // namespace sluice::tap
