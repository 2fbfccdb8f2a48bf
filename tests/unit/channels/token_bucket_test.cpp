#include "gateway/channels/publish/token_bucket.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Time start{std::chrono::hours(1)};

int taken(TokenBucket& bucket, Time now) {
  int count = 0;
  while (bucket.take(now)) ++count;
  return count;
}

TEST(TokenBucketTest, GivesOutWhatItHoldsAtOnce) {
  TokenBucket bucket(10, seconds(1));
  EXPECT_EQ(taken(bucket, start), 10);
}

TEST(TokenBucketTest, GetsEachTokenBackOnePeriodAfterItWasTaken) {
  TokenBucket bucket(2, seconds(1));
  EXPECT_TRUE(bucket.take(start));
  EXPECT_TRUE(bucket.take(start + milliseconds(300)));
  EXPECT_FALSE(bucket.take(start + milliseconds(999)));
  EXPECT_EQ(taken(bucket, start + milliseconds(1'000)), 1);
  EXPECT_EQ(taken(bucket, start + milliseconds(1'300)), 1);
}

TEST(TokenBucketTest, NeverGivesOutMoreThanItHoldsInAnyPeriod) {
  TokenBucket bucket(10, seconds(1));
  std::deque<Time> times;
  for (int ms = 0; ms < 5'000; ms += 7) {
    const Time now = start + milliseconds(ms);
    for (int n = taken(bucket, now); n > 0; --n) times.push_back(now);
  }
  for (std::size_t i = 10; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 10], seconds(1));
  EXPECT_GE(times.size(), 50U);
}

TEST(TokenBucketTest, SaysWhenTheNextTokenIsThere) {
  TokenBucket bucket(2, seconds(1));
  EXPECT_LE(bucket.ready_at(), start);
  EXPECT_TRUE(bucket.take(start));
  EXPECT_LE(bucket.ready_at(), start);
  EXPECT_TRUE(bucket.take(start + milliseconds(10)));
  EXPECT_EQ(bucket.ready_at(), start + seconds(1));
}

TEST(TokenBucketTest, HasNothingForOnePeriodOnceDrained) {
  TokenBucket bucket(3, seconds(1));
  bucket.drain(start);
  EXPECT_EQ(bucket.ready_at(), start + seconds(1));
  EXPECT_EQ(taken(bucket, start + milliseconds(999)), 0);
  EXPECT_EQ(taken(bucket, start + milliseconds(1'000)), 3);
}

}  // namespace
}  // namespace sluice::channels
