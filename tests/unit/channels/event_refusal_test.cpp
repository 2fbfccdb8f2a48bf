// Which errors of a server refuse a client event, and what becomes of it.
#include <gmock/gmock.h>

#include "gateway/channels/publish/event_refusal.hpp"
#include "tests/unit/channels/client_event_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(EventRefusalTest, IsReadFromTheServersWords) {
  const struct {
    ServerError error;
    EventRefusal refusal;
  } rows[] = {
      {{4301, "The rate limit for sending client events exceeded the quota."}, EventRefusal::rate},
      {{4301, "Rate limit exceeded"}, EventRefusal::rate},
      {{4301, {}}, EventRefusal::rate},
      {{4301, "The app does not have client messaging enabled."}, EventRefusal::lasting},
      {{4301, "Event name is too long. Maximum allowed size is 200."}, EventRefusal::lasting},
      {{4301, "The event data should be less than 100 KB."}, EventRefusal::lasting},
      {{{}, "To send client events, you must enable this feature in the Settings page"},
       EventRefusal::lasting},
      {{{}, "Invalid client event (must contain channel and data)"}, EventRefusal::lasting},
      {{{}, "Cannot broadcast client event (connection not subscribed to channel a)"},
       EventRefusal::passing},
      {{4200, "Invalid message format"}, EventRefusal::lasting},
      {{4009, "The client is not a member of the specified channel."}, EventRefusal::passing},
      {{4000, "Client events are not enabled for this app"}, EventRefusal::lasting},
      {{{}, "Something went wrong"}, EventRefusal::passing},
  };
  for (const auto& row : rows)
    EXPECT_EQ(read_event_refusal(row.error), row.refusal) << row.error.message;
}

TEST(EventRefusalTest, IsOneByItsWordsByItsCodeOrBecauseNothingElseIsUnderWay) {
  EXPECT_TRUE(mentions_client_events({4000, "Client events are not enabled for this app"}));
  EXPECT_FALSE(mentions_client_events({4301, "user_info is too big"}));
  EXPECT_TRUE(is_of_a_client_event({4301, {}}, false));
  EXPECT_TRUE(is_of_a_client_event({{}, "Something went wrong"}, true));
  EXPECT_FALSE(is_of_a_client_event({{}, "Something went wrong"}, false));
  EXPECT_FALSE(is_of_a_client_event({4302, "the watchlist is too long"}, true));
}

class ClientEventRefusalTest : public ClientEventFixture {
 protected:
  void error(std::string_view code, std::string_view message, std::string_view channel = {}) {
    receive("pusher:error", channel,
            R"({"code":)" + std::string(code) + R"(,"message":")" + std::string(message) + R"("})");
  }
};

TEST_F(ClientEventRefusalTest, AnEventThatCanNeverBeTakenIsLostAtOnce) {
  publish("1");
  error("null", "To send client events, you must enable this feature in the Settings page");
  EXPECT_EQ(outcome().loss, ReturnLoss::refused);
  EXPECT_EQ(outcome().detail,
            "To send client events, you must enable this feature in the Settings page");
}

TEST_F(ClientEventRefusalTest, OfSeveralOnlyTheOneThatIsRefusedAloneIsLost) {
  settings_.client_events.burst = 10;
  settings_.client_events.rate = 10;
  session_.reset();
  join();
  publish_all({"1", "bad", "3"});
  error("4200", "Invalid message format");
  EXPECT_THAT(all<Settled>(), IsEmpty());
  pong();  // of the ping after 1
  pong();  // of the ping after 3
  EXPECT_THAT(sent(), ElementsAre("1"));
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0));
  EXPECT_THAT(sent(), ElementsAre("bad", "3"));
  error("4200", "Invalid message format");
  pong();
  EXPECT_THAT(sent(), ElementsAre("bad"));
  error("4200", "Invalid message format");
  EXPECT_EQ(outcome().loss, ReturnLoss::refused);
}

TEST_F(ClientEventRefusalTest, ARefusalThatMayPassIsFollowedByAnotherAttempt) {
  publish("1");
  error("4009", "The client is not a member of the specified channel.", "private-a");
  EXPECT_THAT(all<Settled>(), IsEmpty());
  let_calm_down();
  EXPECT_THAT(sent(), ElementsAre("1"));
  EXPECT_EQ(session_->state(), ConnectionState::connected);
}

TEST_F(ClientEventRefusalTest, AnErrorThatIsAboutNothingElseRefusesWhatIsUnconfirmed) {
  acknowledge("private-b");
  publish("1");
  error("null", "Something went wrong");
  pong();
  EXPECT_THAT(confirmed(), IsEmpty());
  EXPECT_EQ(probe_.server_errors.value(), 1U);
}

TEST_F(ClientEventRefusalTest, AnErrorAboutAPendingSubscriptionRefusesNoEvent) {
  publish("1");
  error("null", "Invalid signature for private-b");
  EXPECT_EQ(state_of(1), SubscriptionState::failed);
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0));
}

TEST_F(ClientEventRefusalTest, AnErrorAboutAClientEventRejectsNoPendingSubscription) {
  publish("1");
  error("4000", "Client events are not enabled for this app");
  EXPECT_EQ(state_of(1), SubscriptionState::subscribing);
  EXPECT_EQ(outcome().loss, ReturnLoss::refused);
}

TEST_F(ClientEventRefusalTest, AnErrorWhileNothingIsUnconfirmedHoldsUpNothing) {
  publish("1");
  pong();
  acknowledge("private-b");
  error("null", "Something went wrong");
  publish("2");
  EXPECT_THAT(sent(), ElementsAre("2"));
}

TEST_F(ClientEventRefusalTest, ALastingRefusalSlowsNothingDown) {
  publish("1");
  error("null", "Invalid client event (must contain channel and data)");
  pong();
  publish_all({"2", "3"});
  EXPECT_THAT(sent(), ElementsAre("2"));
  pong();
  EXPECT_THAT(sent(), ElementsAre("3"));
}

}  // namespace
}  // namespace sluice::channels
