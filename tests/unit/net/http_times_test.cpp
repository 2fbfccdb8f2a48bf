#include "gateway/net/http_times.hpp"

#include <gtest/gtest.h>

namespace sluice::net {
namespace {

using std::chrono::seconds;

/// 1994-11-06, 08:49:37 UTC.
constexpr WallTime now{seconds{784'111'777}};

TEST(RetryAfterTest, IsANumberOfSeconds) {
  EXPECT_EQ(read_retry_after("1", now), seconds{1});
  EXPECT_EQ(read_retry_after("0120", now), seconds{120});
}

TEST(RetryAfterTest, IsADate) {
  EXPECT_EQ(read_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", now), seconds{30});
  EXPECT_EQ(read_retry_after("Mon, 07 Nov 1994 08:49:37 GMT", now), std::chrono::days{1});
  EXPECT_EQ(read_retry_after("Thu, 29 Feb 1996 00:00:00 GMT", now),
            seconds{825'552'000} - now.time_since_epoch());
}

TEST(RetryAfterTest, IsNothingOnceThatTimeHasPassed) {
  EXPECT_EQ(read_retry_after("0", now), std::nullopt);
  EXPECT_EQ(read_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), std::nullopt);
  EXPECT_EQ(read_retry_after("Sat, 05 Nov 1994 08:49:37 GMT", now), std::nullopt);
}

TEST(RetryAfterTest, IsVeryLongWhenTheNumberHasNoRoom) {
  EXPECT_GT(read_retry_after("99999999999999999999999", now), std::chrono::years{1000});
}

TEST(RetryAfterTest, IsNothingWhenItCannotBeRead) {
  for (const auto* value :
       {"", "soon", "-1", "+1", "1.5", " 1", "1s", "Sun, 06 Nov 1994 08:50:07", "06 Nov 1994",
        "Sun, 06 Nov 1994 08:50:07 UTC", "Sun, 6 Nov 1994 08:50:07 GMT!",
        "Sun, 31 Feb 1995 08:50:07 GMT", "Sun, 06 Foo 1995 08:50:07 GMT",
        "Sun, 06 Nov 1995 xx:50:07 GMT", "Sun, -6 Nov 1995 08:50:07 GMT"}) {
    EXPECT_EQ(read_retry_after(value, now), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace sluice::net
