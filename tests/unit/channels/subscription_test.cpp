#include "gateway/channels/subscription/subscription.hpp"

#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SubscriptionTest : public SessionFixture {
 protected:
  SubscriptionTest() {
    settings_.channels = {"trades", "quotes"};
    settings_.subscription.acknowledge_timeout = seconds(15);
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
  }

  [[nodiscard]] std::int64_t gauge(SubscriptionState state) const {
    return probe_.subscriptions[std::size_t(state)].value();
  }
};

TEST_F(SubscriptionTest, IsSubscribedWhenTheServerSaysSo) {
  connect();
  EXPECT_EQ(state_of(0), SubscriptionState::subscribing);
  acknowledge("trades");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
  EXPECT_EQ(state_of(1), SubscriptionState::subscribing);
  EXPECT_TRUE(reported(Level::info, "subscribed"));
}

TEST_F(SubscriptionTest, AcceptsAnAcknowledgementWithoutData) {
  connect();
  acknowledge("trades", {});
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
}

TEST_F(SubscriptionTest, IsAskedForAgainWhenItIsNotAcknowledged) {
  connect();
  acknowledge("quotes");
  pass(seconds(15) - milliseconds(1));
  EXPECT_EQ(state_of(0), SubscriptionState::subscribing);
  pass(milliseconds(1) + settings_.subscription.retry_initial);
  EXPECT_TRUE(reported(Level::warn, "subscription not acknowledged in time"));
  EXPECT_THAT(subscribed(), ElementsAre("trades"));
  EXPECT_EQ(channel(0).problem(), "not acknowledged in time");
}

TEST_F(SubscriptionTest, IsAskedForAgainLessAndLessOften) {
  connect();
  acknowledge("quotes");
  pass(std::chrono::hours(1));
  // Without a backoff there would be 240 tries of 15 s each, with its longest delays about 48.
  EXPECT_GT(subscribed().size(), 40U);
  EXPECT_LT(subscribed().size(), 160U);
}

TEST_F(SubscriptionTest, AcceptsAnAcknowledgementThatComesTooLate) {
  connect();
  acknowledge("quotes");
  skip(seconds(15));
  session_->on_deadline(now_, actions_);
  ASSERT_EQ(state_of(0), SubscriptionState::waiting);
  acknowledge("trades");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
  pass(std::chrono::minutes(10));
  EXPECT_THAT(subscribed(), IsEmpty());
}

TEST_F(SubscriptionTest, IsReportedOnceThoughAcknowledgedTwice) {
  connect();
  acknowledge("trades");
  acknowledge("trades");
  EXPECT_THAT(all<Report>(), IsEmpty());
}

TEST_F(SubscriptionTest, KeepsGoingWhileAnotherIsNeverAcknowledged) {
  connect();
  acknowledge("quotes");
  pass(std::chrono::minutes(5));
  EXPECT_EQ(state_of(1), SubscriptionState::subscribed);
  receive("price", "quotes", "1");
  EXPECT_EQ(delivered().channel, "quotes");
}

TEST_F(SubscriptionTest, IsCountedInTheStateItIsIn) {
  settings_.channels = {"trades", "quotes", "private-a"};
  connect();
  EXPECT_EQ(gauge(SubscriptionState::subscribing), 2);
  EXPECT_EQ(gauge(SubscriptionState::authorizing), 1);
  const auto request = only<RequestAuth>();
  acknowledge("trades");
  EXPECT_EQ(gauge(SubscriptionState::subscribed), 1);
  answer(request, {AuthResult::denied, {}, "403"});
  EXPECT_EQ(gauge(SubscriptionState::failed), 1);
  EXPECT_EQ(gauge(SubscriptionState::authorizing), 0);
  close({});
  EXPECT_EQ(gauge(SubscriptionState::waiting), 3);
  EXPECT_EQ(gauge(SubscriptionState::subscribed), 0);
}

TEST_F(SubscriptionTest, IsFoundByItsExactName) {
  connect();
  EXPECT_EQ(session_->subscriptions().find("quotes"), 1U);
  EXPECT_FALSE(session_->subscriptions().find("Quotes"));
  EXPECT_FALSE(session_->subscriptions().find(""));
}

TEST_F(SubscriptionTest, WantsNoWakingWhenAllIsWell) {
  connect();
  acknowledge("trades");
  acknowledge("quotes");
  EXPECT_EQ(session_->subscriptions().next_deadline(), never);
}

TEST_F(SubscriptionTest, LeavesAConnectionWithoutChannelsInPeace) {
  settings_.channels = {};
  connect();
  EXPECT_THAT(all<Send>(), IsEmpty());
  EXPECT_EQ(session_->state(), ConnectionState::connected);
}

TEST(ChannelTypeTest, FollowsTheCaseSensitivePrefix) {
  EXPECT_EQ(channel_type("trades"), ChannelType::open);
  EXPECT_EQ(channel_type("private-a"), ChannelType::authorized);
  EXPECT_EQ(channel_type("private-encrypted-a"), ChannelType::encrypted);
  EXPECT_EQ(channel_type("presence-a"), ChannelType::presence);
  EXPECT_EQ(channel_type("Private-a"), ChannelType::open);
  EXPECT_EQ(channel_type("private"), ChannelType::open);
  EXPECT_EQ(channel_type("private-presence-a"), ChannelType::authorized);
  EXPECT_EQ(channel_type("cache-private-a"), ChannelType::open);
}

TEST(ChannelTypeTest, NeedsAuthorisationUnlessItIsOpen) {
  EXPECT_FALSE(needs_auth(ChannelType::open));
  EXPECT_TRUE(needs_auth(ChannelType::authorized));
  EXPECT_TRUE(needs_auth(ChannelType::encrypted));
  EXPECT_TRUE(needs_auth(ChannelType::presence));
}

}  // namespace
}  // namespace sluice::channels
