#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SessionHandshakeTest : public SessionFixture {};

TEST_F(SessionHandshakeTest, StartsByDiallingAndSaysNothing) {
  start();
  EXPECT_EQ(only<Dial>().attempt, 1U);
  EXPECT_FALSE(only<Dial>().force_tls);
  EXPECT_EQ(only<Dial>().deadline, now_.time + settings_.reconnect.handshake_timeout);
  EXPECT_THAT(all<Send>(), IsEmpty());
  EXPECT_EQ(session_->state(), ConnectionState::connecting);
}

TEST_F(SessionHandshakeTest, SaysNothingWhenTheTransportStands) {
  start();
  actions_.clear();
  session_->on_open(attempt_, now_);
  EXPECT_THAT(actions_, IsEmpty());
}

TEST_F(SessionHandshakeTest, SubscribesOnceEstablished) {
  settings_.channels = {"trades", "quotes"};
  connect();
  EXPECT_THAT(subscribed(), ElementsAre("trades", "quotes"));
  EXPECT_EQ(session_->state(), ConnectionState::connected);
  EXPECT_TRUE(reported(Level::info, "connected"));
}

TEST_F(SessionHandshakeTest, AcceptsEstablishedBeforeTheTransportIsToldOf) {
  start();
  receive("pusher:connection_established", {}, R"("{\"socket_id\":\"1.1\"}")");
  EXPECT_EQ(session_->state(), ConnectionState::connected);
}

TEST_F(SessionHandshakeTest, GivesUpOnAServerThatNeverEstablishes) {
  start();
  pass(settings_.reconnect.handshake_timeout - milliseconds(1));
  EXPECT_THAT(all<Close>(), IsEmpty());
  skip(milliseconds(1));
  actions_.clear();
  session_->on_deadline(now_, actions_);
  EXPECT_EQ(only<Close>().code, 1000);
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
  EXPECT_EQ(losses(LossReason::handshake_timeout), 1U);
}

TEST_F(SessionHandshakeTest, GivesTheHandshakeItsWholeTimeHoweverLongTheLookupTook) {
  finds_server_ = false;
  start();
  EXPECT_THAT(all<Dial>(), IsEmpty());
  EXPECT_EQ(session_->next_deadline(), never);
  skip(std::chrono::hours(1));
  session_->on_looked_up(attempt_, now_, actions_);
  EXPECT_EQ(only<Dial>().deadline, now_.time + settings_.reconnect.handshake_timeout);
}

TEST_F(SessionHandshakeTest, BacksOffAfterALookupThatFailed) {
  finds_server_ = false;
  start();
  close(std::nullopt, LossReason::dial_failed);
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
  EXPECT_EQ(losses(LossReason::dial_failed), 1U);
  pass(delay());
  EXPECT_EQ(only<LookUp>().attempt, 2U);
}

TEST_F(SessionHandshakeTest, HearsNothingOfALookupThatIsNotTheLatest) {
  finds_server_ = false;
  start();
  session_->on_looked_up(attempt_ + 1, now_, actions_);
  session_->stop(actions_);
  session_->on_looked_up(attempt_, now_, actions_);
  EXPECT_THAT(all<Dial>(), IsEmpty());
}

TEST_F(SessionHandshakeTest, DialsAgainAfterGivingUp) {
  start();
  pass(settings_.reconnect.handshake_timeout + settings_.reconnect.initial);
  EXPECT_EQ(only<Dial>().attempt, 2U);
}

TEST_F(SessionHandshakeTest, DialsAgainWhenThereWasNoTransport) {
  start();
  close({}, LossReason::dial_failed);
  EXPECT_THAT(all<Close>(), IsEmpty());
  EXPECT_EQ(losses(LossReason::dial_failed), 1U);
  pass(settings_.reconnect.initial);
  EXPECT_EQ(only<Dial>().attempt, 2U);
}

TEST_F(SessionHandshakeTest, RefusesEstablishedWithoutAUsableSocketId) {
  for (const auto* data : {"{}", R"({"socket_id":"x"})", "null"}) {
    start();
    receive("pusher:connection_established", {}, data);
    EXPECT_EQ(only<Close>().code, 1000) << data;
    EXPECT_EQ(session_->state(), ConnectionState::waiting) << data;
  }
  EXPECT_EQ(losses(LossReason::protocol), 3U);
  EXPECT_EQ(probe_.malformed_frames.value(), 3U);
}

TEST_F(SessionHandshakeTest, IgnoresASecondEstablished) {
  connect();
  establish("2.2");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(probe_.ignored_frames.value(), 1U);
}

TEST_F(SessionHandshakeTest, IsNotDisturbedByOtherMessagesBeforeIt) {
  start();
  receive("price", "trades", "1");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
  acknowledge("trades");
  receive("pusher:subscription_error", "trades", "{}");
  receive("pusher_internal:member_added", "trades", R"({"user_id":"1"})");
  EXPECT_EQ(probe_.ignored_frames.value(), 4U);
  receive("not JSON");
  EXPECT_EQ(session_->state(), ConnectionState::connecting);
  establish();
  EXPECT_THAT(subscribed(), ElementsAre("trades"));
}

struct FirstError {
  const char* data;
  LossReason reason;
  ConnectionState state;
};

TEST_F(SessionHandshakeTest, TakesAnErrorInItsPlaceForTheFailure) {
  const FirstError errors[] = {
      {R"({"code":4001,"message":"no app"})", LossReason::refused, ConnectionState::failed},
      {R"("{\"code\":4001,\"message\":\"no app\"}")", LossReason::refused, ConnectionState::failed},
      {R"({"code":4004,"message":"quota"})", LossReason::refused, ConnectionState::failed},
      {R"({"code":4100,"message":"full"})", LossReason::server_backoff, ConnectionState::waiting},
      {R"({"code":4200,"message":"bye"})", LossReason::server_immediate, ConnectionState::waiting},
      {R"({"code":null,"message":"?"})", LossReason::refused, ConnectionState::waiting},
      {R"("text")", LossReason::refused, ConnectionState::waiting},
      {"", LossReason::refused, ConnectionState::waiting},
  };
  for (const auto& error : errors) {
    const auto before = losses(error.reason);
    start();
    receive("pusher:error", {}, error.data);
    EXPECT_EQ(only<Close>().code, 1000) << error.data;
    EXPECT_EQ(session_->state(), error.state) << error.data;
    EXPECT_EQ(losses(error.reason), before + 1) << error.data;
  }
  EXPECT_EQ(probe_.server_errors.value(), std::size(errors));
}

TEST_F(SessionHandshakeTest, ShowsTheServersWordsWhenRefused) {
  start();
  receive("pusher:error", {}, R"({"code":4001,"message":"no such app"})");
  EXPECT_EQ(session_->problem(), "refused 4001: no such app");
  EXPECT_TRUE(reported(Level::error, "connection refused by the server"));
}

TEST_F(SessionHandshakeTest, IgnoresWhatATransportGivenUpStillDelivers) {
  start();
  receive("pusher:error", {}, R"({"code":4100})");
  establish();
  EXPECT_THAT(actions_, IsEmpty());
  receive("pusher:ping", {});
  EXPECT_THAT(actions_, IsEmpty());
  close(4001);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
}

TEST_F(SessionHandshakeTest, IgnoresTheEndOfAnEarlierAttempt) {
  connect();
  const auto old = attempt_;
  lose_and_redial({});
  establish("2.2");
  actions_.clear();
  session_->on_closed(old, {LossReason::closed, 4001, {}}, now_, actions_);
  session_->on_open(old, now_);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(session_->state(), ConnectionState::connected);
}

}  // namespace
}  // namespace sluice::channels
