#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SessionClosureTest : public SessionFixture {
 protected:
  SessionClosureTest() { settings_.reconnect.refused_retry = seconds(300); }

  /// Connected for long enough that the backoff is forgotten.
  void connect_stably() {
    connect();
    pass(settings_.reconnect.stable_after);
  }
};

struct Code {
  std::optional<int> code;
  LossReason reason;
  ConnectionState state;
  Duration at_least;
  Duration at_most;

  friend void PrintTo(const Code& row, std::ostream* out) { *out << row.code.value_or(0); }
};

class CloseCodeTest : public SessionClosureTest, public testing::WithParamInterface<Code> {};

TEST_P(CloseCodeTest, DecidesWhenToDialAgain) {
  connect_stably();
  close(GetParam().code);
  EXPECT_EQ(session_->state(), GetParam().state);
  EXPECT_EQ(losses(GetParam().reason), 1U);
  EXPECT_GE(delay(), GetParam().at_least);
  EXPECT_LE(delay(), GetParam().at_most);
  pass(GetParam().at_most);
  EXPECT_EQ(only<Dial>().attempt, 2U);
}

constexpr Duration none{0};
constexpr Duration once{1'000};
constexpr Duration slow{300'000};
constexpr auto waiting = ConnectionState::waiting;
constexpr auto failed = ConnectionState::failed;

INSTANTIATE_TEST_SUITE_P(
    All, CloseCodeTest,
    testing::Values(Code{std::nullopt, LossReason::closed, waiting, none, once},
                    Code{1000, LossReason::closed, waiting, none, once},
                    Code{1001, LossReason::closed, waiting, none, once},
                    Code{1002, LossReason::closed, waiting, none, once},
                    Code{1007, LossReason::closed, waiting, none, once},
                    Code{1009, LossReason::closed, waiting, none, once},
                    Code{1011, LossReason::closed, waiting, none, once},
                    Code{1013, LossReason::closed, waiting, none, once},
                    Code{3000, LossReason::closed, waiting, none, once},
                    Code{4000, LossReason::refused, waiting, none, none},
                    Code{4001, LossReason::refused, failed, slow, slow},
                    Code{4004, LossReason::refused, failed, slow, slow},
                    Code{4009, LossReason::refused, failed, slow, slow},
                    Code{4099, LossReason::refused, failed, slow, slow},
                    Code{4100, LossReason::server_backoff, waiting, once, 2 * once},
                    Code{4199, LossReason::server_backoff, waiting, once, 2 * once},
                    Code{4200, LossReason::server_immediate, waiting, none, none},
                    Code{4201, LossReason::server_immediate, waiting, none, none},
                    Code{4299, LossReason::server_immediate, waiting, none, none},
                    Code{4300, LossReason::closed, waiting, none, once},
                    Code{4999, LossReason::closed, waiting, none, once}));

TEST_F(SessionClosureTest, KeepsTheReasonOfATransportThatBroke) {
  connect();
  close({}, LossReason::transport);
  EXPECT_EQ(losses(LossReason::transport), 1U);
  EXPECT_EQ(session_->problem(), "transport: closed by the test");
}

TEST_F(SessionClosureTest, TurnsToTlsOnceAndIsThenRefused) {
  start();
  lose_and_redial(4000);
  EXPECT_TRUE(only<Dial>().force_tls);
  close(4000);
  EXPECT_EQ(session_->state(), ConnectionState::failed);
  EXPECT_EQ(delay(), settings_.reconnect.refused_retry);
}

TEST_F(SessionClosureTest, StaysWithTlsOnceTold) {
  start();
  lose_and_redial(4000);
  lose_and_redial(1001);
  EXPECT_TRUE(only<Dial>().force_tls);
}

TEST_F(SessionClosureTest, IsRefusedAtOnceWhenItWasTlsAlready) {
  settings_.reconnect.tls = true;
  start();
  close(4000);
  EXPECT_EQ(session_->state(), ConnectionState::failed);
}

TEST_F(SessionClosureTest, TriesAgainSlowlyAfterARefusal) {
  connect();
  close(4001);
  pass(settings_.reconnect.refused_retry - milliseconds(1));
  EXPECT_THAT(all<Dial>(), IsEmpty());
  pass(milliseconds(1));
  EXPECT_FALSE(only<Dial>().force_tls);
  establish("2.2");
  EXPECT_THAT(subscribed(), ElementsAre("trades"));
  EXPECT_TRUE(session_->problem().empty());
}

TEST_F(SessionClosureTest, DoesNotTryAgainAfterARefusalWhenToldSo) {
  settings_.reconnect.refused_retry = Duration(0);
  connect();
  close(4001);
  EXPECT_EQ(session_->state(), ConnectionState::failed);
  EXPECT_EQ(session_->next_deadline(), never);
  EXPECT_EQ(only<Report>().detail, "refused 4001: closed by the test; not tried again");
}

TEST_F(SessionClosureTest, ComesBackSoonWhenNothingWasAuthorizedInTime) {
  settings_.channels = {"trades", "private-orders"};
  connect();
  acknowledge("trades");
  close(4009);
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
  EXPECT_EQ(session_->problem(), "closed 4009: closed by the test");
  EXPECT_LE(delay(), settings_.reconnect.initial);
}

TEST_F(SessionClosureTest, IsRefusedWhenItsUserIsDisconnected) {
  settings_.channels = {"private-orders", "private-quotes"};
  connect();
  grant(all<RequestAuth>().front());
  acknowledge("private-orders");
  close(4009);
  EXPECT_EQ(session_->state(), ConnectionState::failed);
}

TEST_F(SessionClosureTest, IsRefusedWhenItIsNotAuthorizedBeforeTheHandshake) {
  settings_.channels = {"private-orders"};
  start();
  close(4009);
  EXPECT_EQ(session_->state(), ConnectionState::failed);
}

TEST_F(SessionClosureTest, ReconnectsAtOnceOnceAndThenBacksOff) {
  connect_stably();
  lose_and_redial(4200);
  Duration longest{0};
  for (int n = 0; n < 12; ++n) {
    establish("2.2");
    close(4200);
    longest = std::max(longest, delay());
    pass(delay());
  }
  EXPECT_GT(longest, seconds(5));
}

TEST_F(SessionClosureTest, ReconnectsAtOnceAgainAfterAStableSession) {
  connect_stably();
  lose_and_redial(4200);
  establish("2.2");
  pass(settings_.reconnect.stable_after);
  close(4201);
  EXPECT_EQ(delay(), Duration(0));
}

TEST_F(SessionClosureTest, BacksOffLongerWithEachSessionThatWasNotStable) {
  connect();
  for (int n = 0; n < 12; ++n) {
    lose_and_redial({});
    establish("2.2");
  }
  Duration longest{0};
  for (int n = 0; n < 12; ++n) {
    pass(settings_.reconnect.stable_after - milliseconds(1));
    close({});
    longest = std::max(longest, delay());
    EXPECT_LE(delay(), settings_.reconnect.max);
    pass(delay());
    establish("2.2");
  }
  EXPECT_GT(longest, seconds(15));
}

TEST_F(SessionClosureTest, ForgetsTheBackoffAfterAStableSession) {
  connect();
  for (int n = 0; n < 12; ++n) {
    lose_and_redial({});
    establish("2.2");
  }
  for (int n = 0; n < 20; ++n) {
    pass(settings_.reconnect.stable_after);
    close({});
    EXPECT_LE(delay(), settings_.reconnect.initial);
    pass(delay());
    establish("2.2");
  }
}

TEST_F(SessionClosureTest, TakesNoErrorForAClosureOnceTheHandshakeIsDone) {
  connect();
  acknowledge("trades");
  for (const auto* code : {"null", "4000", "4001", "4009", "4100", "4200", "4302"}) {
    receive("pusher:error", {}, std::string(R"({"code":)") + code + R"(,"message":"m"})");
    EXPECT_THAT(all<Close>(), IsEmpty()) << code;
    EXPECT_EQ(session_->state(), ConnectionState::connected) << code;
    EXPECT_EQ(state_of(0), SubscriptionState::subscribed) << code;
  }
}

TEST_F(SessionClosureTest, TakesTheCodeOfAnErrorJustBeforeAClosureWithoutOne) {
  for (const auto reason : {LossReason::closed, LossReason::transport}) {
    connect();
    acknowledge("trades");
    receive("pusher:error", {}, R"("{\"code\":4001,\"message\":\"app is gone\"}")");
    pass(seconds(5));
    close({}, reason);
    EXPECT_EQ(session_->state(), ConnectionState::failed);
  }
}

TEST_F(SessionClosureTest, BlamesNoErrorForATransportThatItGaveUpItself) {
  connect();
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4001})");
  close({}, LossReason::protocol);
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
}

TEST_F(SessionClosureTest, ForgetsTheCodeOfAnErrorAfterFiveSeconds) {
  connect();
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4001})");
  pass(milliseconds(5'001));
  close({});
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
}

TEST_F(SessionClosureTest, TakesNoErrorAboutAMessageForTheReasonOfAClosure) {
  for (const auto* code : {"4000", "4009", "4301"}) {
    connect();
    acknowledge("trades");
    receive("pusher:error", {}, std::string(R"({"code":)") + code + R"(,"message":"m"})");
    close({}, LossReason::transport);
    EXPECT_EQ(session_->state(), ConnectionState::waiting) << code;
    EXPECT_EQ(session_->problem(), "transport: closed by the test") << code;
  }
}

TEST_F(SessionClosureTest, TakesNoErrorAfterWhichTheServerWentOnForTheReasonOfAClosure) {
  connect();
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4001})");
  receive("price", "trades", "1");
  close({});
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
}

TEST_F(SessionClosureTest, PrefersTheCodeOfTheCloseFrame) {
  connect();
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4001})");
  close(4100);
  EXPECT_EQ(losses(LossReason::server_backoff), 1U);
}

TEST_F(SessionClosureTest, ForgetsTheErrorsOfAnEarlierSocket) {
  connect_stably();
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4001})");
  lose_and_redial(4200);
  establish("2.2");
  close({});
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
}

TEST_F(SessionClosureTest, DoesNotTakeTheRejectionOfAChannelForTheClosuresCode) {
  connect();
  receive("pusher:error", {}, R"({"code":4009,"message":"Connection is unauthorized"})");
  ASSERT_EQ(state_of(0), SubscriptionState::failed);
  close({});
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
}

TEST_F(SessionClosureTest, WaitsForAsLongAsTheServerAsksAndForItsBackoffToo) {
  start();
  for (int n = 0; n < 20; ++n) {
    actions_.clear();
    session_->on_closed(attempt_, {LossReason::dial_failed, {}, "503", seconds(60)}, now_,
                        actions_);
    EXPECT_GE(delay(), seconds(60));
    EXPECT_LE(delay(), seconds(60) + settings_.reconnect.max);
    EXPECT_EQ(session_->problem(), "dial_failed: 503, and asked to wait 60000 ms");
    pass(delay());
  }
}

TEST_F(SessionClosureTest, DoesNotLetAServerSilenceItForDays) {
  start();
  actions_.clear();
  session_->on_closed(attempt_, {LossReason::dial_failed, {}, "503", std::chrono::days(2)}, now_,
                      actions_);
  EXPECT_LE(delay(), seconds(601));
}

TEST_F(SessionClosureTest, SubscribesAgainOnTheNewSocket) {
  settings_.channels = {"trades", "quotes"};
  connect();
  acknowledge("trades");
  lose_and_redial({});
  EXPECT_EQ(state_of(0), SubscriptionState::waiting);
  establish("2.2");
  EXPECT_THAT(subscribed(), ElementsAre("trades", "quotes"));
}

TEST_F(SessionClosureTest, StopsForGood) {
  connect();
  actions_.clear();
  session_->stop(actions_);
  EXPECT_EQ(only<Close>().code, 1000);
  EXPECT_EQ(session_->state(), ConnectionState::stopped);
  EXPECT_EQ(session_->next_deadline(), never);
  pass(std::chrono::hours(1));
  EXPECT_THAT(actions_, IsEmpty());
}

TEST_F(SessionClosureTest, StopsWhileItWaitsToDialAgain) {
  connect();
  close(4001);
  actions_.clear();
  session_->stop(actions_);
  EXPECT_THAT(actions_, IsEmpty());
  pass(std::chrono::hours(1));
  EXPECT_THAT(actions_, IsEmpty());
}

TEST_F(SessionClosureTest, HearsNothingMoreAfterStopping) {
  connect();
  actions_.clear();
  session_->stop(actions_);
  for (const auto* event : {"price", "pusher:ping", "pusher:error"}) {
    receive(event, "trades", "1");
    EXPECT_THAT(actions_, IsEmpty()) << event;
  }
  EXPECT_EQ(probe_.server_errors.value(), 0U);
  close(4001);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(session_->state(), ConnectionState::stopped);
}

}  // namespace
}  // namespace sluice::channels
