#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SessionAuthTest : public SessionFixture {
 protected:
  SessionAuthTest() {
    settings_.channels = {"private-a", "trades"};
    settings_.subscription.refused_retry = seconds(60);
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
  }

  /// Connected, and asked for private-a.
  RequestAuth ask() {
    connect();
    return only<RequestAuth>();
  }
  void refuse(const RequestAuth& request, AuthResult result) {
    answer(request, {result, {}, "the endpoint answered so"});
  }
};

TEST_F(SessionAuthTest, AsksForThisSocketAndThisChannel) {
  start();
  establish("123.456");
  const auto request = only<RequestAuth>();
  EXPECT_EQ(request.channel, "private-a");
  EXPECT_EQ(request.socket_id, "123.456");
  EXPECT_EQ(request.subscription, 0U);
  EXPECT_EQ(state_of(0), SubscriptionState::authorizing);
}

TEST_F(SessionAuthTest, DoesNotHoldUpThePublicChannels) {
  (void)ask();
  EXPECT_THAT(subscribed(), ElementsAre("trades"));
}

TEST_F(SessionAuthTest, SubscribesWithTheGrantByteForByte) {
  const std::string channel_data = "{\"user_id\": \"a\\u00e9\" }";
  const auto request = ask();
  answer(request, {AuthResult::granted, {"key:0123", channel_data}, {}});
  const auto message = nlohmann::json::parse(only<Send>().text);
  EXPECT_EQ(message["event"], "pusher:subscribe");
  EXPECT_EQ(message["data"]["channel"], "private-a");
  EXPECT_EQ(message["data"]["auth"], "key:0123");
  EXPECT_EQ(message["data"]["channel_data"], channel_data);
  EXPECT_EQ(auths(AuthResult::granted), 1U);
}

TEST_F(SessionAuthTest, SendsNothingElseOfAnAnswerToTheServer) {
  const auto request = ask();
  const std::string auth = "key:" + std::string(64, 'a');
  answer(request, read_auth_answer({200, R"({"auth":")" + auth +
                                             R"(","shared_secret":"s3cr3t","user_data":"{}"})"}));
  EXPECT_EQ(nlohmann::json::parse(only<Send>().text)["data"],
            (nlohmann::json{{"channel", "private-a"}, {"auth", auth}}));
}

TEST_F(SessionAuthTest, SignsHereWhenItHasTheSecret) {
  settings_.channels = {"presence-desk"};
  settings_.subscription.signer.emplace("key", "s3cr3t", "me", "");
  start();
  establish("123.456");
  EXPECT_THAT(all<RequestAuth>(), IsEmpty());
  const std::string channel_data = R"({"user_id":"me"})";
  const auto data = nlohmann::json::parse(only<Send>().text)["data"];
  EXPECT_EQ(data["auth"],
            auth_signature("key", "s3cr3t", "123.456", "presence-desk", &channel_data));
  EXPECT_EQ(data["channel_data"], channel_data);
}

TEST_F(SessionAuthTest, AsksAgainOnEachNewSocket) {
  const auto old = ask();
  lose_and_redial({});
  establish("2.2");
  EXPECT_EQ(only<RequestAuth>().socket_id, "2.2");
  EXPECT_NE(only<RequestAuth>().generation, old.generation);
}

TEST_F(SessionAuthTest, DropsAnAnswerForAnOldSocket) {
  const auto old = ask();
  lose_and_redial({});
  establish("2.2");
  grant(old);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(auths(AuthResult::stale), 1U);
  EXPECT_EQ(auths(AuthResult::granted), 0U);
  EXPECT_EQ(state_of(0), SubscriptionState::authorizing);
}

TEST_F(SessionAuthTest, DropsAnAnswerWhileThereIsNoSocket) {
  const auto old = ask();
  close({});
  grant(old);
  refuse(old, AuthResult::denied);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(auths(AuthResult::stale), 2U);
}

TEST_F(SessionAuthTest, DropsAnAnswerForAnEarlierTryOnTheSameSocket) {
  const auto old = ask();
  refuse(old, AuthResult::transient);
  pass(settings_.subscription.retry_initial);
  ASSERT_EQ(only<RequestAuth>().socket_id, old.socket_id);
  grant(old);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(auths(AuthResult::stale), 1U);
}

TEST_F(SessionAuthTest, DropsASecondAnswer) {
  const auto request = ask();
  grant(request);
  grant(request);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(auths(AuthResult::stale), 1U);
}

TEST_F(SessionAuthTest, AsksAgainSoonAfterATransientFailure) {
  refuse(ask(), AuthResult::transient);
  EXPECT_EQ(state_of(0), SubscriptionState::waiting);
  EXPECT_TRUE(reported(Level::warn, "authorisation failed, will be asked again soon"));
  EXPECT_EQ(auths(AuthResult::transient), 1U);
  pass(settings_.subscription.retry_initial);
  EXPECT_EQ(only<RequestAuth>().channel, "private-a");
}

TEST_F(SessionAuthTest, LeavesTheEndpointAloneForAsLongAsItAsks) {
  answer(ask(), read_auth_answer({.status = 503, .body = "", .retry_after = seconds(90)}));
  acknowledge("trades");
  pass(seconds(90) - milliseconds(1));
  EXPECT_THAT(all<RequestAuth>(), IsEmpty());
  pass(settings_.subscription.retry_initial + milliseconds(1));
  EXPECT_EQ(only<RequestAuth>().channel, "private-a");
}

TEST_F(SessionAuthTest, BacksOffWhileTheFailureLasts) {
  settings_.channels = {"private-a"};
  auto request = ask();
  Duration longest{0};
  for (int n = 0; n < 20; ++n) {
    refuse(request, AuthResult::transient);
    EXPECT_LE(delay(), settings_.subscription.retry_max);
    longest = std::max(longest, delay());
    pass(delay());
    request = only<RequestAuth>();
  }
  EXPECT_GT(longest, seconds(20));
}

TEST_F(SessionAuthTest, BacksOffAfreshOnANewSocket) {
  settings_.channels = {"private-a"};
  connect();
  for (int n = 0; n < 50; ++n) {
    for (int failure = 0; failure < 8; ++failure) {
      refuse(only<RequestAuth>(), AuthResult::transient);
      if (failure == 0) {
        EXPECT_LE(delay(), settings_.subscription.retry_initial);
      }
      pass(delay());
    }
    lose_and_redial({});
    establish("2.2");
  }
}

TEST_F(SessionAuthTest, StopsAskingWhenTheSocketIsGone) {
  refuse(ask(), AuthResult::transient);
  close(4001);
  pass(settings_.reconnect.refused_retry - milliseconds(1));
  EXPECT_THAT(all<RequestAuth>(), IsEmpty());
}

class RefusedAuthTest : public SessionAuthTest, public testing::WithParamInterface<AuthResult> {};

TEST_P(RefusedAuthTest, IsVisible) {
  refuse(ask(), GetParam());
  EXPECT_EQ(state_of(0), SubscriptionState::failed);
  EXPECT_EQ(channel(0).problem(), "the endpoint answered so");
  EXPECT_TRUE(reported(Level::error, "authorisation refused, will be asked again later"));
  EXPECT_EQ(only<Report>().channel, "private-a");
  EXPECT_EQ(auths(GetParam()), 1U);
}

TEST_P(RefusedAuthTest, IsAskedAgainSlowly) {
  refuse(ask(), GetParam());
  acknowledge("trades");
  pass(settings_.subscription.refused_retry - milliseconds(1));
  EXPECT_THAT(all<RequestAuth>(), IsEmpty());
  pass(settings_.subscription.retry_max);
  EXPECT_EQ(only<RequestAuth>().channel, "private-a");
}

TEST_P(RefusedAuthTest, IsForgottenOnceSubscribed) {
  refuse(ask(), GetParam());
  pass(settings_.subscription.refused_retry + settings_.subscription.retry_max);
  grant(all<RequestAuth>().front());
  acknowledge("private-a");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
  EXPECT_TRUE(channel(0).problem().empty());
}

INSTANTIATE_TEST_SUITE_P(All, RefusedAuthTest,
                         testing::Values(AuthResult::denied, AuthResult::malformed),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_F(SessionAuthTest, IsNotDisturbedByAnotherChannelThatFails) {
  settings_.channels = {"private-a", "private-b", "trades"};
  connect();
  const auto requests = all<RequestAuth>();
  ASSERT_THAT(requests, SizeIs(2));
  refuse(requests[0], AuthResult::denied);
  grant(requests[1]);
  EXPECT_THAT(subscribed(), ElementsAre("private-b"));
  acknowledge("private-b");
  acknowledge("trades");
  receive("price", "private-b", "1");
  EXPECT_EQ(delivered().channel, "private-b");
  pass(settings_.subscription.refused_retry + settings_.subscription.retry_max);
  EXPECT_EQ(only<RequestAuth>().channel, "private-a");
  EXPECT_EQ(state_of(1), SubscriptionState::subscribed);
  EXPECT_EQ(state_of(2), SubscriptionState::subscribed);
}

TEST_F(SessionAuthTest, KeepsSecretsOutOfWhatIsReported) {
  settings_.channels = {"presence-desk", "private-a"};
  settings_.subscription.signer.emplace("app-key", "s3cr3t", "me", R"({"pin":"s3cr3t"})");
  std::vector<Report> reports;
  const auto keep = [&] {
    for (auto& report : all<Report>()) reports.push_back(report);
  };
  start();
  keep();
  establish();
  keep();
  acknowledge("presence-desk", "{}");
  keep();
  pass(seconds(60));
  keep();
  close(4001);
  keep();
  EXPECT_GE(reports.size(), 4U);
  const auto signature = auth_signature("app-key", "s3cr3t", "1.1", "private-a");
  for (const auto& report : reports) {
    EXPECT_EQ(report.detail.find("s3cr3t"), std::string::npos) << report.detail;
    EXPECT_EQ(report.detail.find(signature), std::string::npos) << report.detail;
  }
}

TEST_F(SessionAuthTest, WithdrawsWhatItAskedForOnceTheSocketIsGone) {
  (void)ask();
  close({});
  EXPECT_THAT(all<WithdrawAuth>(), SizeIs(1));
  pass(delay());
  close({}, LossReason::dial_failed);
  EXPECT_THAT(all<WithdrawAuth>(), IsEmpty());  // nothing was asked for before the handshake
}

TEST_F(SessionAuthTest, WithdrawsWhatItAskedForAtTheEnd) {
  (void)ask();
  actions_.clear();
  session_->stop(actions_);
  EXPECT_THAT(all<WithdrawAuth>(), SizeIs(1));
}

}  // namespace
}  // namespace sluice::channels
