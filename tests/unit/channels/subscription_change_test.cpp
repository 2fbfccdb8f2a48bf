#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What is wanted changes while the connection lives.
class SubscriptionChangeTest : public SessionFixture {
 protected:
  SubscriptionChangeTest() {
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
  }

  void subscribe(std::string_view channel) {
    actions_.clear();
    session_->subscribe(channel, now_, actions_);
  }
  void unsubscribe(std::string_view channel) {
    actions_.clear();
    session_->unsubscribe(channel, now_, actions_);
  }
  [[nodiscard]] std::vector<std::string> unsubscribed() const {
    std::vector<std::string> channels;
    for (const auto& send : all<Send>()) {
      const auto message = nlohmann::json::parse(send.text);
      if (message["event"] == "pusher:unsubscribe") channels.push_back(message["data"]["channel"]);
    }
    return channels;
  }
  void connect_and_acknowledge() {
    connect();
    acknowledge("trades");
  }
  void error(std::string_view message) {
    receive("pusher:error", {}, nlohmann::json{{"code", nullptr}, {"message", message}}.dump());
  }
};

TEST_F(SubscriptionChangeTest, SubscribesAtOnceWhileConnected) {
  connect_and_acknowledge();
  subscribe("quotes");
  EXPECT_THAT(subscribed(), ElementsAre("quotes"));
  acknowledge("quotes");
  EXPECT_EQ(state_of(1), SubscriptionState::subscribed);
  receive("price", "quotes", "1");
  EXPECT_EQ(only<Deliver>().subscription, 1U);
}

TEST_F(SubscriptionChangeTest, SubscribesWithTheNextSocketWhileThereIsNone) {
  start();
  subscribe("quotes");
  EXPECT_THAT(actions_, IsEmpty());
  establish();
  EXPECT_THAT(subscribed(), ElementsAre("trades", "quotes"));
}

TEST_F(SubscriptionChangeTest, AsksForNothingTwice) {
  connect();
  subscribe("trades");
  EXPECT_THAT(actions_, IsEmpty());
  acknowledge("trades");
  subscribe("trades");
  EXPECT_THAT(actions_, IsEmpty());
  unsubscribe("quotes");
  EXPECT_THAT(actions_, IsEmpty());
}

TEST_F(SubscriptionChangeTest, UnsubscribesAndForgetsWhatStillComes) {
  connect_and_acknowledge();
  unsubscribe("trades");
  EXPECT_THAT(unsubscribed(), ElementsAre("trades"));
  receive("price", "trades", "1");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(probe_.ignored_frames.value(), 1U);
  lose_and_redial({});
  establish("2.2");
  EXPECT_THAT(subscribed(), IsEmpty());
}

TEST_F(SubscriptionChangeTest, ExchangesSomeChannelsForOthersAndLeavesTheRest) {
  settings_.channels = {"trades", "quotes"};
  connect();
  acknowledge("trades");
  acknowledge("quotes");
  actions_.clear();
  session_->want_only({"news", "trades"}, now_, actions_);
  EXPECT_THAT(unsubscribed(), ElementsAre("quotes"));
  EXPECT_THAT(subscribed(), ElementsAre("news"));
  actions_.clear();
  session_->want_only({"trades", "news"}, now_, actions_);
  EXPECT_THAT(actions_, IsEmpty());
  receive("price", "trades", "1");
  EXPECT_EQ(only<Deliver>().subscription, 0U);
}

TEST_F(SubscriptionChangeTest, WaitsForTheOutcomeBeforeItUnsubscribes) {
  connect();
  unsubscribe("trades");
  EXPECT_THAT(actions_, IsEmpty());
  acknowledge("trades");
  EXPECT_THAT(unsubscribed(), ElementsAre("trades"));
  EXPECT_FALSE(reported(Level::info, "subscribed"));
}

TEST_F(SubscriptionChangeTest, HasNothingToUnsubscribeAfterARejection) {
  connect();
  unsubscribe("trades");
  receive("pusher:subscription_error", "trades", R"({"error":"no"})");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(session_->subscriptions().next_deadline(), never);
}

TEST_F(SubscriptionChangeTest, UnsubscribesWhatIsNeverAnswered) {
  connect();
  unsubscribe("trades");
  pass(settings_.subscription.acknowledge_timeout);
  EXPECT_THAT(unsubscribed(), ElementsAre("trades"));
  acknowledge("trades");  // the answer, after all
  EXPECT_THAT(unsubscribed(), ElementsAre("trades"));
}

TEST_F(SubscriptionChangeTest, TakesTheOutcomeThatIsAwaitedWhenItIsWantedAgain) {
  connect();
  unsubscribe("trades");
  subscribe("trades");
  EXPECT_THAT(actions_, IsEmpty());
  acknowledge("trades");
  EXPECT_THAT(all<Send>(), IsEmpty());
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
}

TEST_F(SubscriptionChangeTest, ResubscribesInItsOldPlace) {
  connect_and_acknowledge();
  unsubscribe("trades");
  subscribe("quotes");
  subscribe("trades");
  EXPECT_THAT(subscribed(), ElementsAre("trades"));
  acknowledge("trades");
  receive("price", "trades", "1");
  EXPECT_EQ(only<Deliver>().subscription, 0U);
}

TEST_F(SubscriptionChangeTest, EndsSubscribedThoughItResubscribedTooSoon) {
  connect_and_acknowledge();
  unsubscribe("trades");
  subscribe("trades");
  error("Existing subscription to channel trades");
  EXPECT_THAT(unsubscribed(), IsEmpty());  // the server is about to do it
  EXPECT_TRUE(reported(Level::warn, "subscription existed already, will be made afresh"));
  pass(settings_.subscription.retry_initial);
  EXPECT_THAT(subscribed(), ElementsAre("trades"));
  acknowledge("trades");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
}

TEST_F(SubscriptionChangeTest, UnsubscribesWhatTheServerHasAndNeverAcknowledged) {
  connect();
  error("Existing subscription to channel trades");
  EXPECT_THAT(unsubscribed(), ElementsAre("trades"));
  pass(settings_.subscription.retry_initial);
  EXPECT_THAT(subscribed(), ElementsAre("trades"));
}

TEST_F(SubscriptionChangeTest, IsNotDisturbedByAnUnsubscriptionThatWasNotNeeded) {
  connect_and_acknowledge();
  unsubscribe("trades");
  subscribe("trades");
  error("No current subscription to channel trades, or subscription in progress");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribing);
  EXPECT_THAT(actions_, IsEmpty());
}

TEST_F(SubscriptionChangeTest, ForgetsAnAuthorisationForWhatIsNotWanted) {
  settings_.channels = {"private-a"};
  connect();
  const auto request = only<RequestAuth>();
  unsubscribe("private-a");
  grant(request);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(auths(AuthResult::stale), 1U);
}

TEST_F(SubscriptionChangeTest, CountsOnlyWhatIsWanted) {
  connect_and_acknowledge();
  const auto& gauges = probe_.subscriptions;
  unsubscribe("trades");
  for (const auto& gauge : gauges) EXPECT_EQ(gauge.value(), 0);
  subscribe("trades");
  EXPECT_EQ(gauges[std::size_t(SubscriptionState::subscribing)].value(), 1);
}

TEST_F(SubscriptionChangeTest, GivesUpTheClientEventsOfAChannelThatIsNotWanted) {
  settings_.channels = {"private-a"};
  start();
  session_->publish({.channel = "private-a", .name = "e", .data = "{}"}, Ticket{7}, now_, actions_);
  unsubscribe("private-a");
  EXPECT_EQ(only<Settled>().ticket.sequence, 7U);
  EXPECT_EQ(only<Settled>().outcome.loss, ReturnLoss::unwanted_channel);
}

}  // namespace
}  // namespace sluice::channels
