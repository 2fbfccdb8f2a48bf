#include "gateway/app/plan/live_change.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "config/reader.hpp"
#include "connectors/registry.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view file = R"(
route_mode: all
connections:
  market: {cluster: eu, key: abc, auth: {secret: hush, user_id: us}, channels: [private-a, presence-b]}
sinks:
  events: {type: kafka, brokers: ["kafka:9092"]}
routes:
  - {match: {channel: "private-*"}, to: events, topic: private}
  - {match: {kind: gap}, to: events, topic: gaps}
  - {match: {channel: "presence-*"}, to: events, topic: members, format: json, table: true}
)";

/// The file with one text in place of another.
std::string with(std::string_view what, std::string_view by, std::string text = std::string{file}) {
  const auto at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return text.replace(at, what.size(), by);
}

std::vector<std::string> reasons(const std::string& new_file,
                                 const std::string& old_file = std::string{file}) {
  const auto read = [](const std::string& text) {
    return config::load(text, "f.yaml", connectors::types(),
                        [](std::string_view) { return std::optional<std::string>{}; })
        .value();
  };
  const Plan before(read(old_file));
  const Plan after(read(new_file), before);
  return needs_restart(before, after, difference(before, after));
}

TEST(LiveChangeTest, FollowsRoutesThatComeGoAndChange) {
  EXPECT_THAT(reasons(with("topic: gaps", "topic: holes, key: k")), IsEmpty());
  EXPECT_THAT(reasons(with("routes:\n", "routes:\n  - {to: events, topic: all}\n")), IsEmpty());
  EXPECT_THAT(reasons(with("  - {match: {kind: gap}, to: events, topic: gaps}\n", "")), IsEmpty());
  EXPECT_THAT(reasons(with("gaps}", "gaps, dead_letter: {to: events, topic: dead}}")), IsEmpty());
}

TEST(LiveChangeTest, FollowsConnectionsThatComeAndGoAndTheirChannels) {
  EXPECT_THAT(reasons(with("[private-a, presence-b]", "[presence-b, c]")), IsEmpty());
  const std::string two =
      with("sinks:\n", "  more: {cluster: eu, key: k, channels: [c]}\nsinks:\n");
  EXPECT_THAT(reasons(two), IsEmpty());
  EXPECT_THAT(reasons(std::string{file}, two), IsEmpty());
}

TEST(LiveChangeTest, FollowsOtherCertificatesOfWhatIsTiedToTables) {
  const Plan plan(config::load(file, "f.yaml", connectors::types(), [](std::string_view) {
                    return std::optional<std::string>{};
                  }).value());
  const auto reasons_of = [&plan](const std::string& part, const std::string& key) {
    return needs_restart(plan, plan,
                         {.changes = {{Change::Kind::changed, part, {key}}}, .touched = {}});
  };
  for (const std::string part : {"connections.market", "sinks.events"}) {
    EXPECT_THAT(reasons_of(part, "tls.ca_file (content)"), IsEmpty());
    EXPECT_THAT(reasons_of(part, "tls.ca_file"), ElementsAre(HasSubstr("tls.ca_file")));
  }
}

TEST(LiveChangeTest, FollowsSourcesAndReturns) {
  const std::string back = with("routes:\n",
                                "sources: {in: {type: mqtt, url: \"mqtt://a\", topics: [t]}}\n"
                                "returns: [{from: in, to: market, channel: private-a, event: e}]\n"
                                "routes:\n");
  EXPECT_THAT(reasons(back), IsEmpty());
  EXPECT_THAT(reasons(std::string{file}, back), IsEmpty());
  EXPECT_THAT(reasons(with("[t]", "[u]", back), back), IsEmpty());
}

TEST(LiveChangeTest, RefusesOtherMembersForATable) {
  const auto differ = ElementsAre(HasSubstr("rows of a table differ"));
  EXPECT_THAT(reasons(with("presence-b]", "c]")), differ);
  EXPECT_THAT(reasons(with("sinks:\n",
                           "  more: {cluster: eu, key: k, auth: {secret: s, user_id: u},"
                           " channels: [presence-c]}\nsinks:\n")),
              differ);
  const std::string no_table = with(", table: true", "");
  EXPECT_THAT(reasons(with("presence-b]", "c]", no_table), no_table), IsEmpty());
}

TEST(LiveChangeTest, FollowsOtherKeysOfConnectionsAndSinksThatNoTableIsTiedTo) {
  const std::string no_table = with(", table: true", "");
  const std::string other =
      with("key: abc", "key: abd", with("kafka:9092", "kafka:9093", no_table));
  EXPECT_THAT(reasons(other, no_table), IsEmpty());
}

TEST(LiveChangeTest, NamesTheKeysOfEveryOtherPart) {
  EXPECT_THAT(reasons(with("route_mode: all", "route_mode: all\ndrain_timeout: 3s\norigin: edge",
                           with("key: abc", "key: abd", with("\"kafka:9092\"", "\"kafka:9093\"")))),
              ElementsAre("changed: origin, drain_timeout", "connections.market: changed: key",
                          "sinks.events: changed: brokers"));
}

TEST(LiveChangeTest, RefusesTheRestWithARouteThatCouldBeFollowed) {
  EXPECT_THAT(reasons(with("key: abc", "key: abd", with("topic: gaps", "topic: holes"))),
              ElementsAre("connections.market: changed: key"));
}

TEST(LiveChangeTest, RefusesATableThatDiffers) {
  for (const auto& [what, by] :
       {std::pair{"topic: members", "topic: people"}, std::pair{", table: true", ""}}) {
    EXPECT_THAT(reasons(with(what, by)), ElementsAre(HasSubstr("table: true"))) << by;
    EXPECT_THAT(reasons(std::string{file}, with(what, by)), ElementsAre(HasSubstr("table: true")));
  }
}

TEST(LiveChangeTest, FollowsTheModeOfTheRoutesUnlessItDecidesWhatATableSees) {
  const std::string no_table = with(", table: true", "");
  EXPECT_THAT(reasons(with("mode: all", "mode: first", no_table), no_table), IsEmpty());
  const std::string first = with("mode: all", "mode: first");
  EXPECT_THAT(reasons(first), ElementsAre(HasSubstr("route_mode: first")));
  EXPECT_THAT(reasons(with("topic: gaps", "topic: holes", first), first),
              ElementsAre(HasSubstr("route_mode: first")));
}

}  // namespace
}  // namespace sluice::app
