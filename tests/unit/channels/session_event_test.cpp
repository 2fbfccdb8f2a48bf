#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::IsEmpty;

class SessionEventTest : public SessionFixture {
 protected:
  SessionEventTest() { settings_.channels = {"trades", "presence-desk"}; }

  [[nodiscard]] std::uint64_t events(EventKind kind) const {
    return probe_.events[std::size_t(kind)].value();
  }
};

TEST_F(SessionEventTest, DeliversAnEventAsItWasSent) {
  connect();
  acknowledge("trades");
  receive(R"({"event":"App\\Events\\Price","channel":"trades","data":"{\"n\":1.10}"})");
  const auto event = delivered();
  EXPECT_EQ(event.kind, EventKind::message);
  EXPECT_EQ(event.connection, "market");
  EXPECT_EQ(event.channel, "trades");
  EXPECT_EQ(event.name, R"(App\Events\Price)");
  EXPECT_EQ(event.data, R"("{\"n\":1.10}")");
  EXPECT_TRUE(event.user_id.empty());
  EXPECT_EQ(event.received_at, now_.wall);
  EXPECT_EQ(events(EventKind::message), 1U);
}

TEST_F(SessionEventTest, NamesTheChannelByItsPlaceInTheSettings) {
  connect();
  receive("price", "trades", "1");
  EXPECT_EQ(only<Deliver>().subscription, 0U);
  receive("price", "presence-desk", "1");
  EXPECT_EQ(only<Deliver>().subscription, 1U);
}

TEST_F(SessionEventTest, DeliversWhatComesBeforeTheAcknowledgement) {
  connect();
  ASSERT_EQ(state_of(0), SubscriptionState::subscribing);
  receive("price", "trades", "1");
  EXPECT_EQ(delivered().name, "price");
}

TEST_F(SessionEventTest, DeliversAnEventWithoutData) {
  connect();
  receive("price", "trades");
  EXPECT_TRUE(delivered().data.empty());
  receive("price", "trades", "null");
  EXPECT_EQ(delivered().data, "null");
}

TEST_F(SessionEventTest, TellsWhoSentAClientEvent) {
  connect();
  receive(R"({"event":"client-move","channel":"presence-desk","data":{"x":1},"user_id":7})");
  EXPECT_EQ(delivered().kind, EventKind::client);
  EXPECT_EQ(delivered().user_id, "7");
  EXPECT_EQ(events(EventKind::client), 1U);
}

TEST_F(SessionEventTest, DoesNotBelieveTheUserIdOfAnyOtherEvent) {
  connect();
  receive(R"({"event":"price","channel":"trades","data":1,"user_id":"7"})");
  EXPECT_TRUE(delivered().user_id.empty());
}

TEST_F(SessionEventTest, IgnoresAndCountsEventsForOtherChannels) {
  connect();
  receive("price", "unknown", "1");
  receive("price", {}, "1");
  receive("price", "Trades", "1");
  acknowledge("unknown");
  receive("pusher:subscription_error", "unknown", "{}");
  receive("pusher_internal:member_added", "unknown", R"({"user_id":"7"})");
  receive("pusher_internal:subscription_count", "unknown", R"({"subscription_count":3})");
  receive("pusher:cache_miss", "unknown");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(probe_.ignored_frames.value(), 8U);
}

TEST_F(SessionEventTest, IgnoresAndCountsWhatServersAddToTheProtocol) {
  connect();
  for (const auto* name : {"pusher:delta", "pusher:signin_success", "pusher:subscription_count",
                           "pusher_internal:new"}) {
    receive(name, "trades", "{}");
    EXPECT_THAT(actions_, IsEmpty()) << name;
  }
  EXPECT_EQ(probe_.ignored_frames.value(), 4U);
}

TEST_F(SessionEventTest, TellsHowManySubscribersAChannelHas) {
  connect();
  acknowledge("trades");
  receive("pusher_internal:subscription_count", "trades", R"("{\"subscription_count\":3}")");
  EXPECT_EQ(delivered().kind, EventKind::subscription_count);
  EXPECT_EQ(delivered().name, "pusher:subscription_count");
  EXPECT_EQ(delivered().channel, "trades");
  EXPECT_EQ(delivered().data, R"("{\"subscription_count\":3}")");
  EXPECT_EQ(only<Deliver>().subscription, 0U);
}

TEST_F(SessionEventTest, CountsMalformedMessagesAndGoesOn) {
  connect();
  for (int n = 0; n < 10; ++n) receive("{");
  EXPECT_EQ(probe_.malformed_frames.value(), 10U);
  receive("price", "trades", "1");
  EXPECT_EQ(delivered().name, "price");
}

TEST_F(SessionEventTest, ComplainsOfMalformedMessagesOnceASecond) {
  connect();
  std::size_t complaints = 0;
  for (int n = 0; n < 40; ++n) {
    receive("{");
    complaints += all<Report>().size();
    skip(milliseconds(100));
  }
  EXPECT_EQ(complaints, 4U);
}

TEST_F(SessionEventTest, NeverRepeatsAMalformedMessageInTheLog) {
  connect();
  receive("s3cr3t");
  EXPECT_EQ(only<Report>().detail.find("s3cr3t"), std::string::npos);
}

}  // namespace
}  // namespace sluice::channels
