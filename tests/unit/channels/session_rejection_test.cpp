#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::IsEmpty;

/// How servers say that they do not want a subscription, and what else they call an error.
class SessionRejectionTest : public SessionFixture {
 protected:
  SessionRejectionTest() {
    settings_.channels = {"orders", "orders-eu", "orders.eu"};
    settings_.subscription.refused_retry = seconds(60);
  }

  void error(std::string_view message, std::string_view code = "null") {
    receive("pusher:error", {},
            R"({"code":)" + std::string(code) + R"(,"message":")" + std::string(message) + R"("})");
  }
  void expect_failed(std::size_t index, std::string_view why) {
    EXPECT_EQ(state_of(index), SubscriptionState::failed);
    EXPECT_EQ(channel(index).problem(), why);
    EXPECT_TRUE(reported(Level::error, "subscription rejected, will be tried again later"));
    for (std::size_t other = 0; other < settings_.channels.size(); ++other) {
      if (other != index) {
        EXPECT_NE(state_of(other), SubscriptionState::failed) << other;
      }
    }
  }
  void expect_none_failed() {
    for (std::size_t index = 0; index < settings_.channels.size(); ++index) {
      EXPECT_NE(state_of(index), SubscriptionState::failed) << index;
    }
    EXPECT_EQ(session_->state(), ConnectionState::connected);
    EXPECT_THAT(all<Close>(), IsEmpty());
  }
};

TEST_F(SessionRejectionTest, IsReadFromASubscriptionErrorInEveryShape) {
  const char* events[] = {"pusher:subscription_error", "pusher_internal:subscription_error"};
  const char* shapes[] = {R"({"type":"AuthError","error":"no","status":401})",
                          R"("{\"type\":\"AuthError\",\"error\":\"no\",\"status\":401}")",
                          R"("no")"};
  for (const auto* event : events) {
    for (const auto* data : shapes) {
      connect();
      receive(event, "orders", data);
      expect_failed(0, "no");
    }
  }
}

TEST_F(SessionRejectionTest, ReachesItsChannelInEveryDialect) {
  const struct {
    const char* server;
    const char* frame;
    const char* problem;
  } rows[] = {
      {"Pusher",
       R"({"event":"pusher:error","data":{"code":null,"message":"Invalid key in )"
       R"(subscription auth data: 'k' for orders-eu"}})",
       "Invalid key in subscription auth data: 'k' for orders-eu"},
      {"soketi, a name",
       R"({"event":"pusher:subscription_error","channel":"orders-eu","data":)"
       R"({"type":"LimitReached","error":"too long","status":4009}})",
       "too long"},
      {"soketi, a member",
       R"({"event":"pusher:subscription_error","channel":"orders-eu","data":)"
       R"({"type":"LimitReached","error":"too big","status":4301}})",
       "too big"},
      {"soketi, a restricted name",
       R"({"event":"pusher:subscription_error","channel":)"
       R"("orders-eu","data":{"error":"no","status":4009}})",
       "no"},
      {".NET", R"({"event":"pusher_internal:subscription_error","channel":"orders-eu","data":{}})",
       ""},
      {"no data", R"({"event":"pusher:subscription_error","channel":"orders-eu"})", ""},
      {"only a status",
       R"({"event":"pusher:subscription_error","channel":"orders-eu",)"
       R"("data":"{\"status\":403}"})",
       "403"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.server);
    connect();
    receive(row.frame);
    expect_failed(1, row.problem);
  }
}

TEST_F(SessionRejectionTest, IsTriedAgainSoonWhereALimitMayHavePassed) {
  settings_.channels = {"orders"};
  settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
  connect();
  receive("pusher:subscription_error", "orders",
          R"({"type":"LimitReached","error":"full","status":4100})");
  EXPECT_EQ(state_of(0), SubscriptionState::waiting);
  EXPECT_EQ(channel(0).problem(), "full");
  EXPECT_GE(delay(), seconds(1));
  EXPECT_LE(delay(), seconds(2));
  for (int n = 0; n < 20; ++n) {
    pass(delay());
    EXPECT_THAT(subscribed(), testing::ElementsAre("orders"));
    receive("pusher:subscription_error", "orders", R"({"error":"full","status":4100})");
    EXPECT_LE(delay(), settings_.subscription.retry_max);
  }
}

TEST_F(SessionRejectionTest, IsOfTheOnlyPendingChannelWhenSockudoSaysSo) {
  settings_.channels = {"orders"};
  connect();
  error("channel error", "4300");
  EXPECT_EQ(channel(0).problem(), "channel error");
}

TEST_F(SessionRejectionTest, IsReadFromAnErrorWithAChannel) {
  connect();
  receive("pusher:error", "orders-eu", R"({"type":"ServerError","error":"x","code":4302})");
  EXPECT_EQ(channel(1).problem(), "x");
  EXPECT_TRUE(reported(Level::warn, "subscription rejected, will be tried again soon"));
}

TEST_F(SessionRejectionTest, IsReadFromAnErrorThatMentionsTheChannel) {
  connect();
  error("Auth info required to subscribe to orders-eu");
  expect_failed(1, "Auth info required to subscribe to orders-eu");
}

TEST_F(SessionRejectionTest, FindsTheChannelInTheMidstOfASentence) {
  connect();
  error("Expected HMAC SHA256 hex digest of 1.1:orders, but got x");
  EXPECT_EQ(state_of(0), SubscriptionState::failed);
  EXPECT_EQ(state_of(1), SubscriptionState::subscribing);
}

TEST_F(SessionRejectionTest, IsOfTheLongestChannelMentioned) {
  connect();
  error("Auth info required to subscribe to orders.eu");
  EXPECT_EQ(state_of(2), SubscriptionState::failed);
  EXPECT_EQ(state_of(0), SubscriptionState::subscribing);
}

TEST_F(SessionRejectionTest, IsOfTheOnlyPendingChannelWhenItMentionsNone) {
  connect();
  acknowledge("orders");
  acknowledge("orders.eu");
  receive("pusher:error", {}, R"("{\"code\":4009,\"message\":\"Connection is unauthorized\"}")");
  expect_failed(1, "Connection is unauthorized");
}

TEST_F(SessionRejectionTest, NamesWhatSignedWhenTheServerBlamesTheSignature) {
  settings_.channels = {"private-a", "orders"};
  settings_.subscription.signer.emplace("key", "s3cr3t", "", "");
  connect();
  receive("pusher:subscription_error", "private-a",
          R"({"type":"AuthError","error":"The connection is unauthorized.","status":401})");
  EXPECT_EQ(channel(0).problem(),
            "The connection is unauthorized. (signed by auth.secret: does it belong to the app of "
            "this key?)");
  EXPECT_EQ(only<Report>().detail, channel(0).problem());
  receive("pusher:subscription_error", "orders", R"({"error":"The connection is unauthorized."})");
  EXPECT_EQ(channel(1).problem(), "The connection is unauthorized.") << "nothing was signed";
}

TEST_F(SessionRejectionTest, NamesWhatSignedWhereTheServerNamesNoChannel) {
  settings_.channels = {"private-a", "private-b"};
  settings_.subscription.signer.emplace("key", "s3cr3t", "", "");
  connect();
  error("Connection is unauthorized", "4009");
  EXPECT_THAT(only<Report>().detail, testing::HasSubstr("(signed by auth.secret:"));
}

TEST_F(SessionRejectionTest, IsOfNoChannelWhenSeveralArePending) {
  connect();
  error("Connection is unauthorized", "4009");
  expect_none_failed();
  EXPECT_TRUE(reported(Level::warn, "error from the server"));
}

TEST_F(SessionRejectionTest, IsOfNoChannelWhenItSpeaksOfTheConnection) {
  settings_.channels = {"orders"};
  for (const auto* code : {"4100", "4200", "4201", "4301"}) {
    connect();
    error("rate limit", code);
    expect_none_failed();
  }
}

TEST_F(SessionRejectionTest, DoesNotReachAChannelThatIsSubscribed) {
  connect();
  acknowledge("orders");
  error("Existing subscription to channel orders");
  expect_none_failed();
  receive("pusher:subscription_error", "orders", "{}");
  expect_none_failed();
  receive("pusher:error", "orders", R"({"code":4301,"message":"client events are disabled"})");
  expect_none_failed();
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
}

TEST_F(SessionRejectionTest, IsNotOfThePendingChannelWhenItMentionsASubscribedOne) {
  connect();
  acknowledge("orders");
  acknowledge("orders.eu");
  error("Cannot broadcast client event (connection not subscribed to channel orders)");
  expect_none_failed();
}

TEST_F(SessionRejectionTest, ClosesNothingWhateverTheCode) {
  connect();
  for (const auto& name : settings_.channels) acknowledge(name);
  for (const auto* code : {"null", "4000", "4001", "4009", "4100", "4200", "4301", "4302", "0"}) {
    error("message", code);
    expect_none_failed();
  }
  EXPECT_EQ(probe_.server_errors.value(), 9U);
}

TEST_F(SessionRejectionTest, IsTriedAgainSlowly) {
  connect();
  acknowledge("orders-eu");
  acknowledge("orders.eu");
  receive("pusher:subscription_error", "orders", R"({"error":"no"})");
  pass(seconds(59));
  EXPECT_THAT(subscribed(), IsEmpty());
  pass(seconds(61));
  EXPECT_THAT(subscribed(), testing::Contains("orders"));
  acknowledge("orders");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
  EXPECT_TRUE(channel(0).problem().empty());
}

TEST_F(SessionRejectionTest, KeepsAnEndlessMessageShort) {
  connect();
  receive("pusher:subscription_error", "orders",
          R"({"error":")" + std::string(100'000, 'x') + R"("})");
  EXPECT_EQ(channel(0).problem().size(), 512U);
  error(std::string(100'000, 'x'));
  EXPECT_LE(only<Report>().detail.size(), 512U);
}

}  // namespace
}  // namespace sluice::channels
