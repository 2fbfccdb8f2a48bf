#include "gateway/relay/table_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// The test sets who is on a channel.
struct Known final : Membership {
  std::map<std::size_t, std::set<std::string, std::less<>>> members;

  [[nodiscard]] bool knows(std::size_t channel) const override { return members.contains(channel); }
  [[nodiscard]] bool has(std::size_t channel, std::string_view user_id) const override {
    return members.at(channel).contains(user_id);
  }
};

class TableRowsTest : public testing::Test {
 protected:
  static RouteRule by_key(std::string key) {
    return {.kinds = KindSet::members(),
            .sink = SinkId{1},
            .topic = "members",
            .key = std::move(key),
            .table = true};
  }
  static RouteRule by_topic(std::string topic) {
    return {.connection = "market",
            .kinds = KindSet::members(),
            .sink = SinkId{1},
            .topic = std::move(topic),
            .table = true,
            .state_name = StateName::topic,
            .topic_values = Values::topic_levels};
  }

  void start(const std::vector<RouteRule>& rules, const RowLimits& limits = {1000, 1 << 20}) {
    router.emplace(Router::compile(rules, RouteMode::all).value());
    const std::vector<std::pair<std::string, std::string>> wanted{{"market", "presence-desk"},
                                                                  {"market", "presence-floor"}};
    channels = table_channels(*router, SinkId{1}, wanted);
    rows.emplace(channels, limits, known);
    rows->begin();
  }

  /// The members whose rows are removed now, with their channels.
  std::vector<std::string> departures(std::size_t max = 100) {
    std::vector<std::string> all;
    for (const auto& each : rows->take_departures(max)) {
      all.push_back(channels[each.channel].channel + " " + each.user_id);
    }
    return all;
  }

  std::optional<Router> router;
  std::vector<TableChannel> channels;
  Known known;
  std::optional<TableRows> rows;
};

TEST_F(TableRowsTest, RemovesTheRowOfAMemberWhoIsNotThere) {
  start({by_key("{connection}/{channel}/{user_id}")});
  known.members[0] = {"bob"};
  rows->take({"members", "market/presence-desk/ann"}, true);
  rows->take({"members", "market/presence-desk/bob"}, true);
  EXPECT_THAT(departures(), ElementsAre("presence-desk ann"));
  EXPECT_FALSE(rows->waits());
}

TEST_F(TableRowsTest, WaitsUntilItIsKnownWhoIsOnTheChannel) {
  start({by_key("{connection}/{channel}/{user_id}")});
  rows->take({"members", "market/presence-desk/ann"}, true);
  rows->take({"members", "market/presence-floor/cat"}, true);
  EXPECT_THAT(departures(), IsEmpty());
  known.members[0] = {};
  EXPECT_THAT(departures(), ElementsAre("presence-desk ann"));
  EXPECT_TRUE(rows->waits());
}

TEST_F(TableRowsTest, LetsAMemberBeWhoCameWhileTheTableWasRead) {
  start({by_key("{connection}/{channel}/{user_id}")});
  rows->take({"members", "market/presence-desk/ann"}, true);
  known.members[0] = {"ann"};
  EXPECT_THAT(departures(), IsEmpty());
  EXPECT_FALSE(rows->waits());
}

TEST_F(TableRowsTest, TakesTheLastWordOnARow) {
  start({by_key("{connection}/{channel}/{user_id}")});
  known.members[0] = {};
  rows->take({"members", "market/presence-desk/ann"}, true);
  rows->take({"members", "market/presence-desk/ann"}, false);
  rows->take({"members", "market/presence-desk/bob"}, false);
  rows->take({"members", "market/presence-desk/bob"}, true);
  EXPECT_THAT(departures(), ElementsAre("presence-desk bob"));
}

TEST_F(TableRowsTest, TouchesNoRowThatTheRouteDoesNotWrite) {
  start({by_key("{connection}/{channel}/{user_id}")});
  known.members[0] = {};
  for (const char* key : {"market/presence-desk/", "market/presence-desk",
                          "market/presence-desks/a", "other/presence-desk/a", "a", ""}) {
    rows->take({"members", key}, true);
  }
  rows->take({"others", "market/presence-desk/a"}, true);
  EXPECT_THAT(departures(), IsEmpty());
  EXPECT_FALSE(rows->waits());
}

TEST_F(TableRowsTest, ReadsAnEncodedLevelBackAndNoOtherWritingOfIt) {
  start({by_topic("members/{channel}/{user_id}/row")});
  known.members[0] = {};
  rows->take({"members/presence-desk/%2B49%2F1/row"}, true);
  rows->take({"members/presence-desk/%2b49%2f1/row"}, true);
  rows->take({"members/presence-desk/%41/row"}, true);
  rows->take({"members/presence-desk/a/b/row"}, true);
  EXPECT_THAT(departures(), ElementsAre("presence-desk +49/1"));
  EXPECT_EQ(rows->waits(), false);
}

TEST_F(TableRowsTest, LeavesARowAloneThatMembersOfTwoChannelsHave) {
  RouteRule desk = by_key("{user_id}");
  desk.connection = "market";
  desk.channels.globs = {"presence-desk"};
  RouteRule floor = desk;
  floor.channels.globs = {"presence-floor"};
  start({desk, floor});
  known.members[0] = {};
  known.members[1] = {"ann"};
  rows->take({"members", "ann"}, true);
  EXPECT_THAT(departures(), IsEmpty());
}

TEST_F(TableRowsTest, LeavesTheRowsOfOthersChannelsToThem) {
  start({by_key("{connection}/{channel}/{user_id}")});
  channels[1].ours = false;
  rows.emplace(channels, RowLimits{1000, 1 << 20}, known);
  rows->take({"members", "market/presence-floor/ann"}, true);
  EXPECT_FALSE(rows->waits());
}

TEST_F(TableRowsTest, KeepsNoMoreRowsThanItMayAndSaysSo) {
  start({by_key("{connection}/{channel}/{user_id}")}, {2, 1 << 20});
  known.members[0] = {"here"};
  for (const char* user : {"here", "a", "b", "c"}) {
    rows->take({"members", "market/presence-desk/" + std::string{user}}, true);
  }
  EXPECT_TRUE(rows->overflowed());
  EXPECT_THAT(departures(), ElementsAre("presence-desk a", "presence-desk b"));
  rows->begin();
  EXPECT_FALSE(rows->overflowed());
  start({by_key("{connection}/{channel}/{user_id}")}, {1000, 100});
  rows->take({"members", "market/presence-floor/" + std::string(200, 'x')}, true);
  EXPECT_TRUE(rows->overflowed());
}

TEST_F(TableRowsTest, GivesNoMoreDeparturesAtATimeThanAsked) {
  start({by_key("{connection}/{channel}/{user_id}")});
  known.members[0] = {};
  for (const char* user : {"a", "b", "c"}) {
    rows->take({"members", "market/presence-desk/" + std::string{user}}, true);
  }
  EXPECT_EQ(departures(2).size(), 2U);
  EXPECT_TRUE(rows->waits());
  EXPECT_EQ(departures(2).size(), 1U);
}

TEST_F(TableRowsTest, KnowsTheTopicsThatHaveTheRows) {
  start({by_key("{connection}/{channel}/{user_id}")});
  EXPECT_EQ(RowNames(*channels[0].route, "market", "presence-desk").topics(),
            (RowTopics{"members", std::nullopt}));
  start({by_topic("members/{channel}/{user_id}/row")});
  EXPECT_EQ(RowNames(*channels[0].route, "market", "presence-desk").topics(),
            (RowTopics{"members/presence-desk/", "/row"}));
}

TEST_F(TableRowsTest, SaysWhyRowsAreNotKnownByTheirNames) {
  const auto why = [this](const RouteRule& rule) {
    router.emplace(Router::compile(std::vector{rule}, RouteMode::all).value());
    return why_rows_are_not_known(router->routes()[0]);
  };
  EXPECT_THAT(why(by_key("{connection}/{channel}/{user_id}")), IsEmpty());
  EXPECT_THAT(why(by_topic("m/{connection}/{channel}/{user_id}")), IsEmpty());
  EXPECT_THAT(why(by_key("{connection}/{channel}-{user_id}")), HasSubstr("no channel's name has"));
  EXPECT_THAT(why(by_key("{connection}/{channel}/{user_id}/{user_id}")), HasSubstr("more than"));
  EXPECT_THAT(why(by_topic("m/{connection}/{channel}/{user_id|raw}")), HasSubstr("levels"));
  RouteRule each_a_topic = by_key("{connection}/{channel}/{user_id}");
  each_a_topic.topic = "members.{user_id}";
  EXPECT_THAT(why(each_a_topic), HasSubstr("each member has a topic"));
}

}  // namespace
}  // namespace sluice::relay
