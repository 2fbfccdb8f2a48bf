#include "gateway/channels/session/sleep_watch.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class SleepWatchTest : public testing::Test {
 protected:
  bool after(Duration awake, Duration by_the_wall) {
    now_.time += awake;
    now_.wall += by_the_wall;
    return watch_.slept(now_);
  }

  SleepWatch watch_;
  Moment now_{Time(hours(1)), WallTime(hours(24))};
};

TEST_F(SleepWatchTest, KnowsNothingOfTheTimeBefore) {
  EXPECT_FALSE(after(Duration(0), Duration(0)));
}

TEST_F(SleepWatchTest, NoticesThatTheWallClockWentOnAlone) {
  std::ignore = watch_.slept(now_);
  EXPECT_TRUE(after(seconds(3), hours(8)));
  EXPECT_TRUE(after(seconds(3), seconds(8)));
}

TEST_F(SleepWatchTest, SaysItOnce) {
  std::ignore = watch_.slept(now_);
  EXPECT_TRUE(after(seconds(3), hours(8)));
  EXPECT_FALSE(after(seconds(3), seconds(3)));
}

TEST_F(SleepWatchTest, IsNotDisturbedByALongWayBetweenTwoLooks) {
  std::ignore = watch_.slept(now_);
  EXPECT_FALSE(after(hours(8), hours(8)));
}

TEST_F(SleepWatchTest, IsNotDisturbedByClocksThatAreCorrectedOrSetBack) {
  std::ignore = watch_.slept(now_);
  EXPECT_FALSE(after(seconds(3), milliseconds(7'999)));
  EXPECT_FALSE(after(seconds(3), -hours(8)));
  EXPECT_FALSE(after(seconds(3), seconds(3)));
}

}  // namespace
}  // namespace sluice::channels
