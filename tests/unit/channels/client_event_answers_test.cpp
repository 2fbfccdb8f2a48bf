// What a server's refusals, its silence and a lost connection mean for client events.
#include <gmock/gmock.h>

#include "tests/unit/channels/client_event_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ClientEventAnswerTest : public ClientEventFixture {
 protected:
  /// A session from the start, with this rate.
  void join_at(std::size_t events_a_second) {
    settings_.client_events.burst = events_a_second;
    settings_.client_events.rate = double(events_a_second);
    session_.reset();
    join();
  }
};

TEST_F(ClientEventAnswerTest, ARefusalMakesAllThatIsUnconfirmedWaitAgain) {
  publish_all({"1", "2", "3"});
  refuse();
  EXPECT_THAT(all<Settled>(), IsEmpty());
  pong();
  EXPECT_THAT(confirmed(), IsEmpty());
}

TEST_F(ClientEventAnswerTest, ARefusalIsFollowedByAPauseOfASecondAtLeast) {
  publish_all({"1"});
  refuse();
  pong();
  pass(milliseconds(999));
  EXPECT_THAT(sent(), IsEmpty());
  pass(milliseconds(1'001));
  EXPECT_THAT(sent(), ElementsAre("1"));
}

TEST_F(ClientEventAnswerTest, AfterARefusalOneEventIsSentAloneAndThenMore) {
  join_at(6);
  publish_all({"1", "2", "3"});
  refuse();
  pong();  // of the ping after 1
  pong();  // of the ping after 3
  pass(seconds(2));
  EXPECT_THAT(sent(), ElementsAre("1"));
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0));
  EXPECT_THAT(sent(), ElementsAre("2", "3"));
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(1, 2));
  EXPECT_EQ(all<Settled>()[0].outcome.retries, 1U);
}

TEST_F(ClientEventAnswerTest, NothingIsSentUntilAllRefusalsOfABurstHaveCome) {
  publish_all({"1", "2", "3"});
  refuse();
  pass(seconds(10));
  EXPECT_THAT(sent(), IsEmpty());
  refuse();
  pong();
  refuse();
  pong();
  EXPECT_THAT(sent(), ElementsAre("1"));
}

TEST_F(ClientEventAnswerTest, AnEventThatIsRefusedAgainAndAgainIsGivenUp) {
  publish("bad");
  for (int i = 1; i < 8; ++i) {
    refuse("no");
    EXPECT_THAT(all<Settled>(), IsEmpty()) << i;
    let_calm_down();
    EXPECT_THAT(sent(), ElementsAre("bad")) << i;
  }
  publish("good");
  refuse("no");
  EXPECT_EQ(outcome().loss, ReturnLoss::refused);
  EXPECT_EQ(outcome().detail, "4301 no");
  EXPECT_EQ(outcome().retries, 7U);
  let_calm_down();
  EXPECT_THAT(sent(), ElementsAre("good"));
}

TEST_F(ClientEventAnswerTest, ARefusalHalvesTheRateOfWhatFollows) {
  join_at(4);
  publish_all({"1", "2", "3", "4"});
  refuse();
  pong();  // of the ping after 1
  let_calm_down();
  pong();
  EXPECT_THAT(sent(), ElementsAre("2"));
  pong();
  EXPECT_THAT(sent(), IsEmpty());  // two a second have left
  pass(milliseconds(1'050));
  EXPECT_THAT(sent(), ElementsAre("3", "4"));
}

TEST_F(ClientEventAnswerTest, ARefusalOfAnEventSentAloneSlowsTheOthersNoFurther) {
  join_at(8);
  publish("bad");
  for (int i = 1; i < 8; ++i) {
    refuse("no");
    let_calm_down();
  }
  refuse("no");
  EXPECT_EQ(outcome().loss, ReturnLoss::refused);
  let_calm_down();
  for (const auto* name : {"1", "2", "3", "4"}) {
    publish(name);
    EXPECT_THAT(sent(), ElementsAre(name));
    pong();
  }
}

TEST_F(ClientEventAnswerTest, HoweverOftenTheRateIsRefusedThePauseIsShort) {
  settings_.client_events.refused_pause_max = seconds(100);
  settings_.client_events.confirm = Confirmation::written;
  join_at(8);
  for (int i = 0; i < 10; ++i) {
    publish("1");
    EXPECT_THAT(sent(), ElementsAre("1")) << i;
    refuse();
    pass(milliseconds(1'050));
  }
}

TEST_F(ClientEventAnswerTest, ARefusalOfSeveralIsHeldAgainstNone) {
  settings_.client_events.max_attempts = 1;
  session_.reset();
  join();
  publish_all({"1", "2"});
  refuse();
  EXPECT_THAT(all<Settled>(), IsEmpty());
}

TEST_F(ClientEventAnswerTest, ARefusalMayNameTheChannel) {
  publish("1");
  receive("pusher:error", "private-a", R"({"code":4301,"message":"too fast"})");
  let_calm_down();
  EXPECT_THAT(sent(), ElementsAre("1"));
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
}

TEST_F(ClientEventAnswerTest, WhatWasNotConfirmedIsSentAgainOnTheNextSocketInItsOrder) {
  publish_all({"1", "2"});
  pong();
  publish("3");
  skip(seconds(2));
  lose_and_redial(4200);
  EXPECT_THAT(sent(), IsEmpty());
  join();
  EXPECT_THAT(sent(), ElementsAre("2", "3"));
  EXPECT_TRUE(pinged());
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(1, 2));
}

TEST_F(ClientEventAnswerTest, WhatWasWithdrawnIsNotSent) {
  join_at(1);
  publish_all({"1", "2", "3"});
  actions_.clear();
  session_->withdraw({1}, now_, actions_);
  EXPECT_EQ(outcome().loss, ReturnLoss::withdrawn);
  pong();
  pass(seconds(2));
  EXPECT_THAT(sent(), ElementsAre("3"));
}

TEST_F(ClientEventAnswerTest, WhatWasWithdrawnAfterItWasSentIsConfirmedOrNotSentAgain) {
  publish_all({"1", "2"});
  actions_.clear();
  session_->withdraw({0}, now_, actions_);
  session_->withdraw({1}, now_, actions_);
  EXPECT_THAT(all<Settled>(), IsEmpty());
  pong();  // of the ping after 1
  EXPECT_THAT(confirmed(), ElementsAre(0));
  close({});
  EXPECT_EQ(outcome().loss, ReturnLoss::withdrawn);
  pass(seconds(2));
  join();
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ClientEventAnswerTest, APongOfTheSocketBeforeConfirmsNothing) {
  publish("1");
  lose_and_redial(4200);
  join();
  publish("2");
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0));
}

TEST_F(ClientEventAnswerTest, AServerThatClosesBecauseOfAMessageIsNotSentItForEver) {
  publish_all({"1", "2"});
  skip(seconds(2));
  lose_and_redial(1009);
  join();
  EXPECT_THAT(sent(), ElementsAre("1"));
  close(1009);
  EXPECT_EQ(outcome().loss, ReturnLoss::too_large);
  EXPECT_EQ(outcome().detail, "closed by the test");
  pass(seconds(2));
  join();
  EXPECT_THAT(sent(), ElementsAre("2"));
}

TEST_F(ClientEventAnswerTest, AServerThatIsHeardButSendsNoPongIsGivenUp) {
  settings_.client_events.confirm_timeout = seconds(10);
  session_.reset();
  join();
  publish("1");
  for (int s = 1; s < 10; ++s) {
    pass(seconds(1));
    receive("price", "private-a", "1");
  }
  EXPECT_EQ(session_->state(), ConnectionState::connected);
  pass(seconds(1));
  EXPECT_EQ(only<Close>().code, 1000);
  EXPECT_EQ(losses(LossReason::pong_timeout), 1U);
}

TEST_F(ClientEventAnswerTest, NoPongIsMissedWhileNothingIsRead) {
  settings_.client_events.confirm_timeout = seconds(10);
  session_.reset();
  join();
  publish("1");
  session_->on_reading(false, now_);
  pass(seconds(20));
  EXPECT_EQ(session_->state(), ConnectionState::connected);
  session_->on_reading(true, now_);
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0));
}

TEST_F(ClientEventAnswerTest, WrittenIsPublishedWhereThatIsEnough) {
  settings_.client_events.confirm = Confirmation::written;
  session_.reset();
  join();
  publish("1");
  EXPECT_THAT(sent(), ElementsAre("1"));
  EXPECT_THAT(confirmed(), ElementsAre(0));
  EXPECT_FALSE(pinged());
  refuse();
  publish("2");
  EXPECT_THAT(sent(), IsEmpty());
  pass(seconds(2));
  EXPECT_THAT(sent(), ElementsAre("2"));
}

}  // namespace
}  // namespace sluice::channels
