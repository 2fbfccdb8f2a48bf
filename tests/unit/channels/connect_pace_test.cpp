#include "gateway/channels/session/connect_pace.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Time now{std::chrono::hours(1)};

TEST(ConnectPaceTest, LetsALoneConnectBeginAtOnce) {
  ConnectPace pace(seconds(1));
  EXPECT_EQ(pace.reserve(now), now);
  EXPECT_EQ(pace.reserve(now + seconds(5)), now + seconds(5));
}

TEST(ConnectPaceTest, SpreadsManyAtOneIntervalEach) {
  ConnectPace pace(milliseconds(20));
  for (int n = 0; n < 5'000; ++n) EXPECT_EQ(pace.reserve(now), now + n * milliseconds(20));
}

TEST(ConnectPaceTest, DoesNotSaveUpWhatNobodyAskedFor) {
  ConnectPace pace(seconds(1));
  std::ignore = pace.reserve(now);
  const Time later = now + std::chrono::hours(1);
  EXPECT_EQ(pace.reserve(later), later);
  EXPECT_EQ(pace.reserve(later), later + seconds(1));
}

TEST(ConnectPaceTest, HoldsNobodyBackWithoutAnInterval) {
  ConnectPace pace(Time::duration(0));
  for (int n = 0; n < 100; ++n) EXPECT_EQ(pace.reserve(now), now);
}

}  // namespace
}  // namespace sluice::channels
