#include "gateway/app/heartbeat.hpp"

#include <gtest/gtest.h>

#include "tests/support/manual_loop.hpp"

namespace sluice::app {
namespace {

using std::chrono::seconds;

struct HeartbeatTest : testing::Test {
  test::ManualLoop main;
  std::vector<Loop::Task> unanswered;
  bool shard_1_answers = true;
  int asked = 0;
  Heartbeat heartbeat{main, 2, [this](std::size_t shard, Loop::Task answer) {
                        ++asked;
                        if (shard == 0 || shard_1_answers) return main.post(std::move(answer));
                        unanswered.push_back(std::move(answer));
                      }};
};

TEST_F(HeartbeatTest, FindsNothingWhileEveryShardAnswers) {
  heartbeat.start();
  main.advance(seconds(60));
  EXPECT_FALSE(heartbeat.hung());
}

TEST_F(HeartbeatTest, NamesTheShardThatIsSilentAndForHowLong) {
  shard_1_answers = false;
  heartbeat.start();
  main.advance(seconds(9));
  EXPECT_FALSE(heartbeat.hung());
  main.advance(seconds(3));
  ASSERT_TRUE(heartbeat.hung());
  EXPECT_EQ(heartbeat.hung()->shard, 1U);
  EXPECT_EQ(heartbeat.hung()->time, seconds(12));
}

TEST_F(HeartbeatTest, AsksASilentShardOnceAndForgivesItWhenItAnswers) {
  shard_1_answers = false;
  heartbeat.start();
  main.advance(seconds(30));
  ASSERT_EQ(unanswered.size(), 1U);
  shard_1_answers = true;
  unanswered.front()();
  EXPECT_FALSE(heartbeat.hung());
  main.advance(seconds(30));
  EXPECT_FALSE(heartbeat.hung());
  EXPECT_GT(asked, 60);
}

}  // namespace
}  // namespace sluice::app
