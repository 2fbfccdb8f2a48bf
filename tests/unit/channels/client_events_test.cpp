// How client events are sent: rules, order, rate, patience.
#include <gmock/gmock.h>

#include "tests/unit/channels/client_event_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ClientEventTest : public ClientEventFixture {
 protected:
  std::optional<ReturnLoss> loss_of(ReturnEvent event) {
    publish(std::move(event));
    EXPECT_THAT(sent(), IsEmpty());
    return outcome().loss;
  }
};

TEST_F(ClientEventTest, IsSentWithItsPrefixAndItsDataAsItIs) {
  publish({.channel = "private-a", .name = "fill\"ed", .data = R"({"n": 1.10})"});
  EXPECT_EQ(all<Send>()[0].text,
            R"({"event":"client-fill\"ed","channel":"private-a","data":{"n": 1.10}})");
  publish({.channel = "private-a", .name = "client-x", .data = "1"});
  EXPECT_THAT(sent(), ElementsAre("x"));
}

TEST_F(ClientEventTest, IsRefusedWhereNoneCanBePublished) {
  EXPECT_EQ(loss_of({.channel = "not a name", .name = "e"}), ReturnLoss::bad_channel);
  EXPECT_EQ(loss_of({.channel = "private-encrypted-a", .name = "e"}),
            ReturnLoss::encrypted_channel);
  EXPECT_EQ(loss_of({.channel = "trades", .name = "e"}), ReturnLoss::public_channel);
  EXPECT_EQ(loss_of({.channel = "private-c", .name = "e"}), ReturnLoss::unwanted_channel);
  EXPECT_EQ(loss_of({.channel = "private-a", .name = "pusher:e"}), ReturnLoss::bad_event);
  EXPECT_EQ(loss_of({.channel = "private-a", .name = "e", .data = std::string(10 * 1024 + 1, '1')}),
            ReturnLoss::too_large);
}

TEST_F(ClientEventTest, CountsThePrefixAsPartOfTheName) {
  EXPECT_EQ(loss_of({.channel = "private-a", .name = std::string(194, 'e')}),
            ReturnLoss::bad_event);
  publish(std::string(193, 'e'));
  EXPECT_THAT(sent(), SizeIs(1));
}

TEST_F(ClientEventTest, IsPublishedWhenThePongOfAPingAfterItCame) {
  publish("1");
  EXPECT_EQ(all<Send>().back().text, ping_message);
  EXPECT_THAT(all<Settled>(), IsEmpty());
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0));
}

TEST_F(ClientEventTest, IsNotPublishedByThePongOfAPingBeforeIt) {
  publish("1");
  publish("2");
  EXPECT_FALSE(pinged());
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0));
  EXPECT_TRUE(pinged());
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(1));
  EXPECT_FALSE(pinged());
}

TEST_F(ClientEventTest, IsPublishedByThePongOfAPingThatWasSentForLiveness) {
  pass(settings_.activity_timeout);
  EXPECT_TRUE(pinged());
  publish("1");
  pong();
  EXPECT_THAT(confirmed(), IsEmpty());
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0));
}

TEST_F(ClientEventTest, IsSentNoFasterThanTheRate) {
  publish_all({"1", "2", "3", "4", "5"});
  EXPECT_THAT(sent(), ElementsAre("1", "2", "3"));
  pass(milliseconds(1'049));
  EXPECT_THAT(sent(), IsEmpty());
  pass(milliseconds(1));
  EXPECT_THAT(sent(), ElementsAre("4", "5"));
}

TEST_F(ClientEventTest, SaysHowLongItWaitedForTheRateAlone) {
  publish_all({"1", "2", "3", "4"});
  pong();
  pong();
  pass(milliseconds(1'050));
  EXPECT_THAT(sent(), ElementsAre("4"));
  pong();
  EXPECT_EQ(outcome().throttled, milliseconds(1'050));
  EXPECT_EQ(outcome().retries, 0U);
}

TEST_F(ClientEventTest, WaitsForItsChannelAndHoldsUpNoOther) {
  publish("b1", "private-b");
  publish("b2", "private-b");
  EXPECT_THAT(sent(), IsEmpty());
  publish("a1");
  EXPECT_THAT(sent(), ElementsAre("a1"));
  pass(seconds(1));
  acknowledge("private-b");
  EXPECT_THAT(sent(), ElementsAre("b1", "b2"));
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(2));
  pong();
  EXPECT_THAT(confirmed(), ElementsAre(0, 1));
  EXPECT_EQ(all<Settled>()[0].outcome.throttled, Duration(0));
}

TEST_F(ClientEventTest, WaitsForItsChannelNoLongerThanItsPatience) {
  publish({.channel = "private-b", .name = "e", .data = "1", .give_up_at = now_.time + seconds(9)});
  pass(milliseconds(8'999));
  EXPECT_THAT(all<Settled>(), IsEmpty());
  pass(milliseconds(1));
  EXPECT_EQ(outcome().loss, ReturnLoss::not_subscribed);
}

TEST_F(ClientEventTest, NeedsNoPatienceWithAChannelThatIsSubscribed) {
  publish_all({"1", "2", "3"});
  publish(
      {.channel = "private-a", .name = "4", .data = "1", .give_up_at = now_.time + Duration(1)});
  pass(seconds(2));
  EXPECT_THAT(sent(), ElementsAre("4"));
}

TEST_F(ClientEventTest, IsPatientAfreshWhenItsChannelIsLost) {
  publish_all({"1", "2", "3"});
  publish({.channel = "private-a", .name = "4", .data = "1", .give_up_at = now_.time + seconds(1)});
  skip(milliseconds(900));
  lose_and_redial(4200);
  pass(milliseconds(999));
  EXPECT_THAT(all<Settled>(), IsEmpty());
  pass(milliseconds(1));
  EXPECT_EQ(outcome().loss, ReturnLoss::not_subscribed);
}

TEST_F(ClientEventTest, IsNotSentOnceItIsStale) {
  publish_all({"1", "2", "3"});
  publish({.channel = "private-a", .name = "4", .data = "1", .expires_at = now_.time + seconds(1)});
  pass(milliseconds(999));
  EXPECT_THAT(all<Settled>(), IsEmpty());
  pass(seconds(1));
  EXPECT_EQ(outcome().loss, ReturnLoss::expired);
  EXPECT_THAT(sent(), IsEmpty());
}

TEST_F(ClientEventTest, IsStaleAlsoWhileThereIsNoConnection) {
  close({});
  publish({.channel = "private-a", .name = "1", .data = "1", .expires_at = now_.time + seconds(1)});
  pass(seconds(1));
  EXPECT_EQ(outcome().loss, ReturnLoss::expired);
}

TEST_F(ClientEventTest, GivesWayToANewerOneWhichTakesItsPlace) {
  publish_all({"1", "2", "3"});
  publish({.channel = "private-a", .name = "x-old", .data = "1", .replaces = "x"});
  publish({.channel = "private-a", .name = "y", .data = "1", .replaces = "y"});
  publish({.channel = "private-a", .name = "x-new", .data = "1", .replaces = "x"});
  EXPECT_EQ(only<Settled>().ticket.sequence, 3U);
  EXPECT_EQ(outcome().loss, ReturnLoss::superseded);
  pass(seconds(2));
  EXPECT_THAT(sent(), ElementsAre("x-new", "y"));
}

TEST_F(ClientEventTest, GivesWayToNoneOnceItIsSent) {
  publish({.channel = "private-a", .name = "x-old", .data = "1", .replaces = "x"});
  publish({.channel = "private-a", .name = "x-new", .data = "1", .replaces = "x"});
  EXPECT_THAT(all<Settled>(), IsEmpty());
  EXPECT_THAT(sent(), ElementsAre("x-new"));
}

TEST_F(ClientEventTest, IsNeitherSentNorSettledOnceTheSessionIsStopped) {
  publish_all({"1", "2", "3", "4"});
  actions_.clear();
  session_->stop(actions_);
  EXPECT_THAT(all<Settled>(), IsEmpty());
  EXPECT_EQ(session_->next_deadline(), never);
}

}  // namespace
}  // namespace sluice::channels
