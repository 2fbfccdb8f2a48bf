#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SessionPresenceTest : public SessionFixture {
 protected:
  SessionPresenceTest() { settings_.channels = {"presence-desk", "presence-hall", "trades"}; }

  void connect_with_members() {
    connect();
    acknowledge(
        "presence-desk",
        R"("{\"presence\":{\"count\":2,\"ids\":[\"1\",\"2\"],\"hash\":{\"1\":{\"n\":\"A\"}}}}")");
  }
  void member(std::string_view change, std::string_view data) {
    receive("pusher_internal:member_" + std::string(change), "presence-desk", data);
  }
  /// The server's snapshot; this connection is one of the members.
  void snapshot(std::string_view presence) {
    acknowledge("presence-desk",
                nlohmann::json(fmt::format(R"({{"presence":{}}})", presence)).dump());
  }
  void reconnect() {
    lose_and_redial({});
    establish("2.2");
  }
  /// What the last thing told made known of members.
  [[nodiscard]] std::vector<Event> news() const {
    std::vector<Event> news;
    for (const auto& deliver : all<Deliver>()) {
      const auto kind = deliver.event.kind;
      if (kind >= EventKind::presence_joined && kind <= EventKind::presence_snapshot)
        news.push_back(deliver.event);
    }
    return news;
  }
  /// Who came and who went by it, as `+ID` and `-ID`.
  [[nodiscard]] std::vector<std::string> changes() const {
    std::vector<std::string> changes;
    for (const auto& event : news()) {
      if (event.kind == EventKind::presence_joined)
        changes.push_back(fmt::format("+{}", event.user_id));
      if (event.kind == EventKind::presence_left)
        changes.push_back(fmt::format("-{}", event.user_id));
    }
    return changes;
  }
  [[nodiscard]] const Members& members() const { return channel(0).members(); }
};

TEST_F(SessionPresenceTest, KnowsTheMembersOfTheSnapshot) {
  connect_with_members();
  EXPECT_EQ(members().count(), 2U);
  EXPECT_EQ(members().all().at("1"), R"({"n":"A"})");
  EXPECT_EQ(probe_.presence_members.value(), 2);
}

TEST_F(SessionPresenceTest, DeliversAJoinWithWhoItWas) {
  connect_with_members();
  member("added", R"("{\"user_id\":3,\"user_info\":{\"n\":\"C\"}}")");
  const auto event = delivered();
  EXPECT_EQ(event.kind, EventKind::presence_joined);
  EXPECT_EQ(event.name, "pusher:member_added");
  EXPECT_EQ(event.channel, "presence-desk");
  EXPECT_EQ(event.user_id, "3");
  EXPECT_EQ(event.data, R"("{\"user_id\":3,\"user_info\":{\"n\":\"C\"}}")");
  EXPECT_TRUE(members().contains("3"));
  EXPECT_EQ(probe_.presence_members.value(), 3);
  EXPECT_EQ(probe_.events[std::size_t(EventKind::presence_joined)].value(), 2U + 1U);
}

TEST_F(SessionPresenceTest, MarksTheMemberThatWeAre) {
  connect();
  snapshot(R"({"ids":["1","2"],"hash":{}})");
  const auto own = [&] {
    std::vector<std::string> marked;
    for (const auto& event : news()) {
      if (event.own) marked.emplace_back(event.user_id);
    }
    return marked;
  };
  EXPECT_THAT(own(), IsEmpty());
  settings_.subscription.signer.emplace("key", "secret", "2", "", std::nullopt);
  connect();
  snapshot(R"({"ids":["1","2"],"hash":{}})");
  EXPECT_THAT(own(), ElementsAre("2"));
  member("removed", R"("{\"user_id\":\"2\"}")");
  EXPECT_THAT(own(), ElementsAre("2"));
  member("added", R"("{\"user_id\":\"3\"}")");
  EXPECT_THAT(own(), IsEmpty());
}

TEST_F(SessionPresenceTest, DeliversADepartureWithWhoItWas) {
  connect_with_members();
  member("removed", R"("{\"user_id\":\"1\"}")");
  EXPECT_EQ(delivered().kind, EventKind::presence_left);
  EXPECT_EQ(delivered().name, "pusher:member_removed");
  EXPECT_EQ(delivered().user_id, "1");
  EXPECT_FALSE(members().contains("1"));
  EXPECT_EQ(probe_.presence_members.value(), 1);
}

TEST_F(SessionPresenceTest, IsNotConfusedByRepeatedJoinsAndUnknownDepartures) {
  connect_with_members();
  for (const auto* news : {R"({"user_id":"1","user_info":{"n":"A"}})", R"({"user_id":2})"}) {
    member("added", news);
    EXPECT_THAT(actions_, IsEmpty()) << news;
  }
  member("removed", R"({"user_id":"9"})");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(members().count(), 2U);
  EXPECT_EQ(probe_.ignored_frames.value(), 3U);
}

TEST_F(SessionPresenceTest, DeliversAMemberOfWhomSomethingElseIsKnownAsJoinedAgain) {
  connect_with_members();
  member("added", R"({"user_id":1,"user_info":{"n":"B"}})");
  EXPECT_THAT(changes(), ElementsAre("+1"));
  EXPECT_EQ(members().all().at("1"), R"({"n":"B"})");
  EXPECT_EQ(probe_.presence_members.value(), 2);
}

TEST_F(SessionPresenceTest, DeliversASnapshotAsItWasSentBeforeItsDifference) {
  connect();
  acknowledge("presence-desk", R"({"presence":{"hash":{"1":null},"ids":["1"]}})");
  ASSERT_EQ(news().size(), 2U);
  const auto event = news().front();
  EXPECT_EQ(event.kind, EventKind::presence_snapshot);
  EXPECT_EQ(event.channel, "presence-desk");
  EXPECT_EQ(event.name, "pusher:subscription_succeeded");
  EXPECT_EQ(event.data, R"({"presence":{"hash":{"1":null},"ids":["1"]}})");
  EXPECT_TRUE(event.user_id.empty());
  EXPECT_EQ(news().back().kind, EventKind::presence_joined);
}

TEST_F(SessionPresenceTest, DeliversTheFirstSnapshotAsJoins) {
  connect();
  snapshot(R"({"ids":["1",2],"hash":{"1":{"n":"A \"quoted\""}}})");
  EXPECT_THAT(changes(), ElementsAre("+1", "+2"));
  const auto event = news()[1];
  EXPECT_EQ(event.connection, "market");
  EXPECT_EQ(event.channel, "presence-desk");
  EXPECT_EQ(event.name, "pusher:member_added");
  EXPECT_EQ(event.data,
            nlohmann::json(R"({"user_id":"1","user_info":{"n":"A \"quoted\""}})").dump());
  EXPECT_EQ(event.received_at, now_.wall);
  EXPECT_EQ(news().back().data, R"("{\"user_id\":\"2\"}")");
  EXPECT_EQ(all<Deliver>().back().subscription, 0U);
}

TEST_F(SessionPresenceTest, DeliversEachLaterSnapshotAsItsDifference) {
  connect_with_members();
  reconnect();
  snapshot(R"({"ids":["1","3"],"hash":{"1":{"n":"A"}}})");
  EXPECT_THAT(changes(), ElementsAre("-2", "+3"));
  EXPECT_EQ(news()[1].name, "pusher:member_removed");
  EXPECT_EQ(news()[1].data, R"("{\"user_id\":\"2\"}")");
  EXPECT_EQ(probe_.presence_members.value(), 2);
}

TEST_F(SessionPresenceTest, DeliversNothingWhenAReconnectFindsTheSameMembers) {
  connect_with_members();
  reconnect();
  snapshot(R"({"count":2,"ids":["2","1"],"hash":{"2":null,"1":{ "n" : "A" }}})");
  EXPECT_THAT(changes(), IsEmpty());
}

TEST_F(SessionPresenceTest, DeliversAMemberWhoseInfoChangedMeanwhileAsJoinedAgain) {
  connect_with_members();
  reconnect();
  snapshot(R"({"ids":["1","2"],"hash":{"1":{"n":"B"}}})");
  EXPECT_THAT(changes(), ElementsAre("+1"));
}

TEST_F(SessionPresenceTest, AddsUpToTheSnapshotWhateverCameBeforeIt) {
  connect_with_members();
  reconnect();
  member("added", R"({"user_id":"5"})");
  EXPECT_THAT(changes(), ElementsAre("+5"));
  member("removed", R"({"user_id":"1"})");
  EXPECT_THAT(changes(), ElementsAre("-1"));
  snapshot(R"({"ids":["1","2"],"hash":{"1":{"n":"A"}}})");
  EXPECT_THAT(changes(), ElementsAre("-5", "+1"));
}

TEST_F(SessionPresenceTest, TakesAnEmptySnapshotForAnEmptyChannel) {
  connect_with_members();
  reconnect();
  snapshot(R"({"count":0,"ids":[],"hash":[]})");
  EXPECT_THAT(changes(), ElementsAre("-1", "-2"));
}

TEST_F(SessionPresenceTest, CountsTheMembersWhileTheChannelIsSubscribed) {
  connect_with_members();
  close({});
  EXPECT_EQ(probe_.presence_members.value(), 0);
  EXPECT_EQ(members().count(), 2U);
}

TEST_F(SessionPresenceTest, KeepsTheMembersWhenASnapshotIsNone) {
  connect_with_members();
  for (const auto* data : {R"("{}")", "null", R"({"presence":null})", ""}) {
    reconnect();
    acknowledge("presence-desk", data);
    EXPECT_THAT(news(), IsEmpty()) << data;
    EXPECT_EQ(probe_.presence_members.value(), 2) << data;
  }
}

TEST_F(SessionPresenceTest, IsSubscribedWithoutASnapshotTooAndSaysSo) {
  connect();
  acknowledge("presence-desk", R"("{}")");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
  EXPECT_TRUE(reported(Level::warn, "presence snapshot without members"));
}

TEST_F(SessionPresenceTest, CountsTheMembersOfAllChannels) {
  connect_with_members();
  acknowledge("presence-hall", R"({"presence":{"ids":["1","8"]}})");
  EXPECT_EQ(probe_.presence_members.value(), 4);
}

TEST_F(SessionPresenceTest, CountsAChangeWithoutUserIdAsMalformed) {
  connect_with_members();
  member("added", R"({"user_id":null})");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
  EXPECT_EQ(probe_.malformed_frames.value(), 1U);
  EXPECT_EQ(members().count(), 2U);
}

TEST_F(SessionPresenceTest, IgnoresMembersOfAChannelThatHasNone) {
  connect();
  receive("pusher_internal:member_added", "trades", R"({"user_id":"1"})");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(probe_.ignored_frames.value(), 1U);
}

TEST_F(SessionPresenceTest, IgnoresMembersBeforeTheHandshake) {
  start();
  member("added", R"({"user_id":"1"})");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(members().count(), 0U);
}

}  // namespace
}  // namespace sluice::channels
