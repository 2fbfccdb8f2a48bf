#include "gateway/channels/publish/send_rate.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class SendRateTest : public testing::Test {
 protected:
  /// How many leave in the ten seconds after now, when always some wait.
  int sent_in_ten_seconds() {
    int count = 0;
    for (const Time end = now_ + seconds(10); now_ < end; now_ += std::chrono::milliseconds(1)) {
      count += sent();
    }
    return count;
  }
  int sent() {
    int count = 0;
    while (rate_.take(now_)) ++count;
    return count;
  }
  void refuse() {
    now_ += seconds(2);
    rate_.slow_down(now_);
    now_ += seconds(2);
  }

  SendRate rate_{8, 8};
  Time now_{std::chrono::hours(1)};
};

TEST_F(SendRateTest, IsWhatIsConfiguredWhileNothingIsRefused) {
  EXPECT_EQ(sent_in_ten_seconds(), 80);
}

TEST_F(SendRateTest, IsHalvedByARefusalInBurstAndRate) {
  refuse();
  EXPECT_EQ(sent(), 4);
  EXPECT_NEAR(sent_in_ten_seconds(), 40, 4);
}

TEST_F(SendRateTest, IsNeverLessThanAnEighth) {
  for (int i = 0; i < 10; ++i) refuse();
  EXPECT_EQ(sent(), 1);
  EXPECT_NEAR(sent_in_ten_seconds(), 10, 1);
}

TEST_F(SendRateTest, LetsNothingThroughForOnePeriodAfterARefusal) {
  rate_.slow_down(now_);
  EXPECT_FALSE(rate_.take(now_));
  EXPECT_GE(rate_.ready_at(), now_ + seconds(1));
  now_ = rate_.ready_at();
  EXPECT_TRUE(rate_.take(now_));
}

TEST_F(SendRateTest, RisesByAnEighthForEachMinuteWithoutARefusal) {
  refuse();
  now_ += minutes(1);
  EXPECT_EQ(sent(), 5);
  now_ += minutes(2);
  EXPECT_EQ(sent(), 7);
  now_ += minutes(20);
  EXPECT_EQ(sent(), 8);
}

TEST_F(SendRateTest, SettlesBelowTheLimitOfTheServer) {
  constexpr int limit = 5;
  int refusals = 0;
  int most = 0;
  for (int s = 0; s < 1'200; ++s, now_ += std::chrono::milliseconds(1'100)) {
    const int count = sent();
    if (count > limit) rate_.slow_down(now_), ++refusals;
    if (count <= limit) most = std::max(most, count);
  }
  EXPECT_EQ(most, limit);
  EXPECT_LE(refusals, 10);  // of 22 minutes
}

TEST_F(SendRateTest, SendsOneAfterAnotherWhereTheBurstIsOne) {
  SendRate rate(10, 1);
  rate.slow_down(now_);
  EXPECT_EQ(rate.ready_at(), now_ + std::chrono::milliseconds(210));
}

}  // namespace
}  // namespace sluice::channels
