// Messages longer than max_message, of which the session sees the beginning.
#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::IsEmpty;

class SessionOversizedTest : public SessionFixture {
 protected:
  SessionOversizedTest() { settings_.channels = {"presence-desk", "trades"}; }

  void skip_message(std::string_view head) {
    actions_.clear();
    session_->on_oversized(head, 5'000'000, now_, actions_);
  }
  void skip_acknowledgement(std::string_view channel) {
    skip_message(R"({"event":"pusher_internal:subscription_succeeded","channel":")" +
                 std::string(channel) + R"(","data":"{\"presence\":{\"ids\":[\"1\",)");
  }
  void change(std::string_view change, std::string_view id) {
    receive("pusher_internal:member_" + std::string(change), "presence-desk",
            R"({"user_id":")" + std::string(id) + R"("})");
  }
};

TEST_F(SessionOversizedTest, TheConnectionLivesAndTheMessageIsCounted) {
  connect();
  acknowledge("trades");
  skip_message(R"({"event":"price","channel":"trades","data":"xxxx)");
  EXPECT_THAT(all<Close>(), IsEmpty());
  EXPECT_EQ(session_->state(), ConnectionState::connected);
  EXPECT_EQ(probe_.oversized_messages.value(), 1U);
  EXPECT_EQ(only<Report>().channel, "trades");
  EXPECT_EQ(only<Report>().detail, "5000000 bytes, event price");
}

TEST_F(SessionOversizedTest, AMessageWhoseNamesStandFurtherBehindIsCountedToo) {
  connect();
  skip_message(R"({"data":"xxxx)");
  EXPECT_EQ(only<Report>().channel, "");
  EXPECT_EQ(only<Report>().detail, "5000000 bytes, event not known");
}

TEST_F(SessionOversizedTest, ManyMakeOneLineInALog) {
  connect();
  skip_message("{");
  skip_message("{");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(probe_.oversized_messages.value(), 2U);
}

TEST_F(SessionOversizedTest, AnAcknowledgementIsOneThoughItsMembersAreUnknown) {
  connect();
  skip_acknowledgement("presence-desk");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
  EXPECT_THAT(all<Deliver>(), IsEmpty());
  EXPECT_FALSE(channel(0).members().complete());
  EXPECT_EQ(probe_.presence_incomplete.value(), 1);
  EXPECT_EQ(notices().size(), 1U);  // the gap is over
  pass(seconds(60));
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
}

TEST_F(SessionOversizedTest, WhatWasKnownOfMembersStandsAndNewsOfOthersIsRelayed) {
  connect();
  acknowledge("presence-desk", R"({"presence":{"ids":["1","2"]}})");
  lose_and_redial({});
  establish("2.2");
  skip_acknowledgement("presence-desk");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
  EXPECT_EQ(probe_.presence_members.value(), 2);
  change("removed", "7");
  EXPECT_EQ(delivered().kind, EventKind::presence_left);
  change("added", "1");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
}

TEST_F(SessionOversizedTest, TheNextSnapshotMakesTheMembersKnownAgain) {
  connect();
  skip_acknowledgement("presence-desk");
  lose_and_redial({});
  establish("2.2");
  acknowledge("presence-desk", R"({"presence":{"ids":["1"]}})");
  EXPECT_TRUE(channel(0).members().complete());
  EXPECT_EQ(probe_.presence_incomplete.value(), 0);
}

TEST_F(SessionOversizedTest, AJoinTooLargeToBeReadLeavesTheMembersIncomplete) {
  connect();
  acknowledge("presence-desk", R"({"presence":{"ids":["1"]}})");
  skip_message(R"({"event":"pusher_internal:member_added","channel":"presence-desk","data":")");
  EXPECT_EQ(probe_.presence_incomplete.value(), 1);
}

TEST_F(SessionOversizedTest, MembersBeyondTheBoundsAreRelayedAndNotKept) {
  settings_.presence.max_count = 2;
  connect();
  acknowledge("presence-desk", R"({"presence":{"ids":["1","2"]}})");
  change("added", "3");
  EXPECT_EQ(delivered().kind, EventKind::presence_joined);
  EXPECT_TRUE(reported(Level::warn, "more presence members than are kept, some are unknown"));
  EXPECT_EQ(probe_.presence_members.value(), 2);
  EXPECT_EQ(probe_.presence_incomplete.value(), 1);
  change("removed", "3");
  EXPECT_EQ(delivered().kind, EventKind::presence_left);
}

TEST_F(SessionOversizedTest, OfATransportThatWasGivenUpNothingIsHeard) {
  connect();
  close({});
  skip_acknowledgement("presence-desk");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(probe_.oversized_messages.value(), 0U);
}

}  // namespace
}  // namespace sluice::channels
