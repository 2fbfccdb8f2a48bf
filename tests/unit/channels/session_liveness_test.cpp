#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::IsEmpty;

class SessionLivenessTest : public SessionFixture {
 protected:
  SessionLivenessTest() {
    settings_.activity_timeout = seconds(60);
    settings_.pong_timeout = seconds(10);
  }

  /// Connected and subscribed, to a server that names this activity_timeout (seconds; 0: none).
  void connect_with(int activity_timeout) {
    start();
    receive("pusher:connection_established", {},
            R"({"socket_id":"1.1","activity_timeout":)" + std::to_string(activity_timeout) + "}");
    acknowledge("trades");
  }
  void expect_ping_after(Duration silence) {
    pass(silence - milliseconds(1));
    EXPECT_THAT(all<Send>(), IsEmpty());
    pass(milliseconds(1));
    EXPECT_TRUE(pinged());
  }
};

TEST_F(SessionLivenessTest, PingsAfterTheConfiguredSilence) {
  connect_with(0);
  expect_ping_after(seconds(60));
}

TEST_F(SessionLivenessTest, PingsAfterTheServersSilenceWhenThatIsShorter) {
  connect_with(30);
  expect_ping_after(seconds(30));
}

TEST_F(SessionLivenessTest, PingsAfterTheConfiguredSilenceWhenTheServersIsLonger) {
  connect_with(120);
  expect_ping_after(seconds(60));
}

TEST_F(SessionLivenessTest, PingsThoughItHearsALotWhenItSaysNothing) {
  connect_with(30);
  for (int s = 1; s < 30; ++s) {
    pass(seconds(1));
    EXPECT_FALSE(pinged());
    receive("price", "trades", "1");
  }
  pass(seconds(1));
  EXPECT_TRUE(pinged());
}

TEST_F(SessionLivenessTest, GivesUpOnAServerThatDoesNotAnswerAPing) {
  connect_with(30);
  pass(seconds(30));
  pass(seconds(10) - milliseconds(1));
  EXPECT_THAT(all<Close>(), IsEmpty());
  pass(milliseconds(1));
  EXPECT_EQ(only<Close>().code, 1000);
  EXPECT_EQ(losses(LossReason::pong_timeout), 1U);
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
}

TEST_F(SessionLivenessTest, DialsAgainAfterGivingUp) {
  connect_with(30);
  pass(seconds(40) + settings_.reconnect.initial);
  EXPECT_EQ(only<Dial>().attempt, 2U);
}

TEST_F(SessionLivenessTest, TakesAnyFrameForAPong) {
  connect_with(30);
  const auto hear = [this](int kind) {
    if (kind == 0) receive("pusher:pong", {});
    if (kind == 1) receive("pusher:pong", {}, R"("{}")");
    if (kind == 2) receive("price", "trades", "1");
    if (kind == 3) receive("not JSON");
    if (kind == 4) receive("pusher:ping", {});
    if (kind == 5) session_->on_other_frame(now_);
  };
  for (int kind = 0; kind <= 5; ++kind) {
    pass(delay());
    ASSERT_TRUE(pinged()) << kind;
    pass(seconds(9));
    hear(kind);
    pass(seconds(9));
    EXPECT_EQ(session_->state(), ConnectionState::connected) << kind;
  }
}

TEST_F(SessionLivenessTest, PingsAgainAfterEachPong) {
  connect_with(30);
  for (int n = 0; n < 5; ++n) {
    expect_ping_after(seconds(30));
    receive("pusher:pong", {});
  }
}

TEST_F(SessionLivenessTest, PingsButDoesNotJudgeAServerWhileNothingIsRead) {
  connect_with(30);
  session_->on_reading(false, now_);
  for (int n = 0; n < 5; ++n) {
    pass(seconds(30));
    EXPECT_TRUE(pinged());
  }
  EXPECT_EQ(session_->state(), ConnectionState::connected);
  session_->on_reading(true, now_);
  pass(seconds(40));
  EXPECT_EQ(losses(LossReason::pong_timeout), 1U);
}

TEST_F(SessionLivenessTest, AnswersAPing) {
  connect_with(30);
  receive("pusher:ping", {});
  EXPECT_EQ(only<Send>().text, pong_message);
  receive("pusher:ping", {}, R"("{}")");
  EXPECT_EQ(only<Send>().text, pong_message);
}

TEST_F(SessionLivenessTest, CountsItsAnswersAsSaidAndHeard) {
  connect_with(30);
  pass(seconds(20));
  receive("pusher:ping", {});
  expect_ping_after(seconds(30));
}

TEST_F(SessionLivenessTest, StartsAfreshOnANewSocket) {
  connect_with(30);
  pass(seconds(30));
  lose_and_redial({});
  connect_with(30);
  expect_ping_after(seconds(30));
}

TEST_F(SessionLivenessTest, LetsTheServerProveItselfSoonAfterASleep) {
  connect_with(30);
  actions_.clear();
  session_->on_slept(now_, actions_);
  EXPECT_TRUE(pinged());
  pass(seconds(5) - milliseconds(1));
  EXPECT_EQ(session_->state(), ConnectionState::connected);
  pass(milliseconds(1));
  EXPECT_EQ(losses(LossReason::pong_timeout), 1U);
}

TEST_F(SessionLivenessTest, GoesOnAsBeforeWhenTheServerAnswersAfterASleep) {
  connect_with(30);
  session_->on_slept(now_, actions_);
  receive("pusher:pong", {});
  expect_ping_after(seconds(30));
  pass(seconds(10) - milliseconds(1));
  EXPECT_EQ(session_->state(), ConnectionState::connected);
}

TEST_F(SessionLivenessTest, HasNothingToAskAfterASleepWhileThereIsNoSession) {
  start();
  actions_.clear();
  session_->on_slept(now_, actions_);
  close({});
  session_->on_slept(now_, actions_);
  EXPECT_THAT(all<Send>(), IsEmpty());
}

TEST_F(SessionLivenessTest, IsNotDisturbedByAWallClockThatIsSetBack) {
  connect_with(30);
  pass(seconds(20));
  now_.wall -= std::chrono::hours(10);
  expect_ping_after(seconds(10));
  receive("price", "trades", "1");
  EXPECT_EQ(delivered().received_at, now_.wall);
  EXPECT_EQ(session_->state(), ConnectionState::connected);
}

TEST_F(SessionLivenessTest, AsksTheEndpointNothingForASocketItGivesUp) {
  settings_.channels = {"private-a"};
  settings_.subscription.refused_retry = seconds(40);
  settings_.subscription.retry_initial = Duration(0);
  settings_.subscription.retry_max = Duration(0);
  start();
  receive("pusher:connection_established", {}, R"({"socket_id":"1.1","activity_timeout":30})");
  answer(only<RequestAuth>(), {AuthResult::denied, {}, "403"});
  pass(seconds(40));
  EXPECT_EQ(losses(LossReason::pong_timeout), 1U);
  EXPECT_THAT(all<RequestAuth>(), IsEmpty());
}

}  // namespace
}  // namespace sluice::channels
