#include "gateway/channels/publish/ping_barrier.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

class PingBarrierTest : public testing::Test {
 protected:
  void write(int events) {
    for (int i = 0; i < events; ++i) barrier_.wrote();
  }

  PingBarrier barrier_;
};

TEST_F(PingBarrierTest, ConfirmsWhatWasWrittenBeforeThePingAndNothingAfterIt) {
  write(2);
  barrier_.pinged();
  write(3);
  EXPECT_EQ(barrier_.pong(), 2U);
  barrier_.pinged();
  EXPECT_EQ(barrier_.pong(), 3U);
}

TEST_F(PingBarrierTest, ConfirmsByPongsInTheOrderOfThePings) {
  write(1);
  barrier_.pinged();
  write(2);
  barrier_.pinged();
  EXPECT_EQ(barrier_.pong(), 1U);
  EXPECT_EQ(barrier_.pong(), 2U);
}

TEST_F(PingBarrierTest, TakesNoPongThatAnswersNothing) {
  write(1);
  EXPECT_EQ(barrier_.pong(), 0U);
  barrier_.pinged();
  EXPECT_EQ(barrier_.pong(), 1U);
  EXPECT_EQ(barrier_.pong(), 0U);
}

TEST_F(PingBarrierTest, WantsOnePingForAllThatWasWritten) {
  EXPECT_FALSE(barrier_.wants_ping());
  write(5);
  EXPECT_TRUE(barrier_.wants_ping());
  barrier_.pinged();
  EXPECT_FALSE(barrier_.wants_ping());
}

TEST_F(PingBarrierTest, WantsTheNextPingWhenTheOneUnderWayIsAnswered) {
  write(1);
  barrier_.pinged();
  write(1);
  EXPECT_FALSE(barrier_.wants_ping());
  EXPECT_EQ(barrier_.pong(), 1U);
  EXPECT_TRUE(barrier_.wants_ping());
}

TEST_F(PingBarrierTest, IsClearOnceAllIsAnsweredAlsoOfWhatIsForgotten) {
  EXPECT_TRUE(barrier_.is_clear());
  write(1);
  barrier_.pinged();
  write(1);
  barrier_.forget();
  EXPECT_FALSE(barrier_.is_clear());
  EXPECT_EQ(barrier_.pong(), 0U);
  EXPECT_FALSE(barrier_.is_clear());
  EXPECT_TRUE(barrier_.wants_ping());
  barrier_.pinged();
  EXPECT_EQ(barrier_.pong(), 0U);
  EXPECT_TRUE(barrier_.is_clear());
}

TEST_F(PingBarrierTest, StartsAfreshOnANewSocket) {
  write(2);
  barrier_.pinged();
  barrier_.reset();
  EXPECT_TRUE(barrier_.is_clear());
  write(1);
  barrier_.pinged();
  EXPECT_EQ(barrier_.pong(), 1U);
}

}  // namespace
}  // namespace sluice::channels
