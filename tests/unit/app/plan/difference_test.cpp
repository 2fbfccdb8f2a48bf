#include "gateway/app/plan/difference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "config/reader.hpp"
#include "connectors/registry.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view file = R"(
connections:
  market: {cluster: eu, key: abc, auth: {secret: hush}, channels: [private-a, b]}
  second: {cluster: us, key: abc, auth: {secret: hush}, channels: [private-c]}
sinks:
  events: {type: kafka, brokers: ["kafka:9092"]}
  floor: {type: mqtt, url: "mqtt://broker"}
routes:
  - {match: {channel: "private-*"}, to: events, topic: "a.{connection}"}
  - {match: {channel: b}, to: floor, topic: "b/{channel}"}
  - {match: {kind: gap}, to: events, topic: gaps, dead_letter: {to: floor, topic: gaps/dead}}
sources:
  commands: {type: kafka, brokers: ["other:9092"], group: g, topics: [commands]}
returns:
  - {name: orders, from: commands, to: market, channel: private-a, event: e,
     dead_letter: {to: floor, topic: dead}}
)";

config::Gateway read(const std::string& text) {
  return config::load(text, "f.yaml", connectors::types(),
                      [](std::string_view) { return std::optional<std::string>{}; })
      .value();
}

/// The file with one text in place of another.
std::string with(std::string_view what, std::string_view by, std::string text = std::string{file}) {
  const auto at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return text.replace(at, what.size(), by);
}

std::vector<std::string> lines(const std::string& other) {
  const Plan before(read(std::string{file}));
  return describe(difference(before, Plan(read(other), before)));
}

TEST(DifferenceTest, IsNothingBetweenTwoFilesThatMeanTheSame) {
  EXPECT_THAT(lines(std::string{file}), IsEmpty());
  EXPECT_THAT(lines(with("cluster: eu", "pong_timeout: 30s, cluster: 'eu'")), IsEmpty());
}

TEST(DifferenceTest, DoesNotDependOnTheOrderOfSections) {
  const std::string floor = "  floor: {type: mqtt, url: \"mqtt://broker\"}\n";
  EXPECT_THAT(lines(with("sinks:\n", "sinks:\n" + floor, with(floor, ""))), IsEmpty());
}

TEST(DifferenceTest, NamesTheKeysThatDifferAndThoseWhoUseThePart) {
  EXPECT_THAT(
      lines(with("channels: [private-a, b]", "channels: [private-a, b, c], pong_timeout: 5s")),
      ElementsAre("connections.market: changed: channels, pong_timeout",
                  "returns.orders: the same, and uses connections.market"));
  EXPECT_THAT(lines(with("url: \"mqtt://broker\"", "qos: 0, url: \"mqtt://broker\"")),
              ElementsAre("sinks.floor: changed: qos", "routes[1]: the same, and uses sinks.floor",
                          "routes[2]: the same, and uses sinks.floor",
                          "returns.orders: the same, and uses sinks.floor"));
  EXPECT_THAT(lines(with("group: g", "group: h")),
              ElementsAre("sources.commands: changed: group",
                          "returns.orders: the same, and uses sources.commands"));
}

TEST(DifferenceTest, ShowsThatASecretDiffersAndNothingOfIt) {
  EXPECT_THAT(lines(with("secret: hush", "secret: hash")),
              ElementsAre("connections.market: changed: auth.secret",
                          "returns.orders: the same, and uses connections.market"));
}

TEST(DifferenceTest, NamesWhatComesAndGoes) {
  EXPECT_THAT(lines(with("  second: {", "  third: {")),
              ElementsAre("connections.second: removed", "connections.third: added"));
}

TEST(DifferenceTest, KnowsRoutesByWhatTheySay) {
  EXPECT_THAT(lines(with("topic: \"b/{channel}\"", "topic: \"c/{channel}\"")),
              ElementsAre("routes[1]: removed", "routes[1]: added"));
  EXPECT_THAT(lines(with("routes:\n", "routes:\n  - {to: events, topic: first}\n")),
              ElementsAre("routes[0]: added"));
  const std::string gaps =
      "  - {match: {kind: gap}, to: events, topic: gaps, dead_letter: {to: floor, topic: "
      "gaps/dead}}\n";
  EXPECT_THAT(lines(with("routes:\n", "routes:\n" + gaps, with(gaps, ""))),
              ElementsAre("routes: in another order"));
}

TEST(DifferenceTest, OfADeadLetterTopicIsAnotherRoute) {
  EXPECT_THAT(lines(with("topic: gaps/dead", "topic: gaps/letters")),
              ElementsAre("routes[2]: removed", "routes[2]: added"));
}

TEST(DifferenceTest, NamesTheKeysThatNeedARestart) {
  EXPECT_THAT(lines(with("sinks:\n", "shards: 2\ndrain_timeout: 3s\nsinks:\n")),
              ElementsAre("changed: shards, drain_timeout; needs a restart: shards"));
}

TEST(DifferenceTest, SeesASectionThatIsLeftOut) {
  EXPECT_THAT(
      lines(with(",\n     dead_letter: {to: floor, topic: dead}", "")),
      ElementsAre("returns.orders: changed: dead_letter, dead_letter.to, dead_letter.topic"));
}

TEST(PlanTest, KeepsTheNumbersOfThingsThatThePlanBeforeItHad) {
  const Plan before(read(std::string{file}));
  const Plan after(read(with("  market: {", "  early: {cluster: eu, key: k}\n  market: {")),
                   before);
  EXPECT_EQ(after.names().connection("market"), before.names().connection("market"));
  EXPECT_EQ(after.router().routes()[0].sink, before.router().routes()[0].sink);
  EXPECT_EQ(after.returns().all()[0].rule.id, before.returns().all()[0].rule.id);
}

TEST(PlanTest, LeavesTheSourcesMostOfTheTimeOfAStop) {
  const Plan plan(read(with("sinks:\n", "drain_timeout: 10s\nsinks:\n")));
  EXPECT_EQ(plan.sources_drain_time(), std::chrono::seconds{8});
}

}  // namespace
}  // namespace sluice::app
