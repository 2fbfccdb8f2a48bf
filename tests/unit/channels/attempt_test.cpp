#include "gateway/channels/auth/attempt.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

class AttemptTest : public testing::Test {
 protected:
  AttemptTest() { attempt_.begin("1.1"); }

  Attempt attempt_{Duration(100), Duration(1'000)};
  Random random_{42};
  Time now_{std::chrono::hours(1)};
};

TEST_F(AttemptTest, TakesAnAnswerToTheTryUnderWayOnly) {
  const auto first = attempt_.generation();
  EXPECT_TRUE(attempt_.is_current(first, "1.1"));
  EXPECT_FALSE(attempt_.is_current(first, "2.2"));
  attempt_.begin("1.1");
  EXPECT_FALSE(attempt_.is_current(first, "1.1"));
  attempt_.give_up();
  EXPECT_FALSE(attempt_.is_current(attempt_.generation(), ""));
}

TEST_F(AttemptTest, HasTheDeadlineOfTheAnswerThatItAwaits) {
  EXPECT_EQ(attempt_.deadline(), never);
  attempt_.await(now_, Duration(500));
  EXPECT_EQ(attempt_.deadline(), now_ + Duration(500));
  attempt_.succeed();
  EXPECT_EQ(attempt_.deadline(), never);
}

TEST_F(AttemptTest, AwaitsAnAnswerWithoutADeadlineWhilePaused) {
  attempt_.await(now_, Duration(500));
  attempt_.pause();
  EXPECT_EQ(attempt_.deadline(), never);
  EXPECT_TRUE(attempt_.awaiting());
  attempt_.resume(now_ + Duration(10'000));
  EXPECT_EQ(attempt_.deadline(), now_ + Duration(10'500));
}

TEST_F(AttemptTest, DoesNotPauseBeforeTheNextTry) {
  attempt_.try_later(Duration(700), random_, now_);
  attempt_.pause();
  EXPECT_EQ(attempt_.deadline(), now_ + Duration(700));
  attempt_.resume(now_ + Duration(500));
  EXPECT_EQ(attempt_.deadline(), now_ + Duration(700));
}

}  // namespace
}  // namespace sluice::channels
