#include "gateway/relay/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

// A rule that matches everything; its sink tells it from the others.
RouteRule rule(std::uint32_t sink) {
  RouteRule rule;
  rule.sink = SinkId{sink};
  rule.topic = "t";
  return rule;
}

struct RouterTest : testing::Test {
  // The sinks that an event would go to.
  std::vector<std::uint32_t> sinks(std::string_view channel, std::string_view name,
                                   EventKind kind = EventKind::message) {
    const Router router = Router::compile(rules, mode).value();
    Event event;
    event.kind = kind;
    event.name = name;
    std::vector<std::uint32_t> result;
    const bool matched =
        router.routes_for("market", channel).for_each_match(event, [&](const Route& route) {
          result.push_back(static_cast<std::uint32_t>(route.sink));
        });
    EXPECT_EQ(matched, !result.empty());
    return result;
  }
  std::string error() {
    const Result<Router> result = Router::compile(rules, mode);
    return result ? "no error" : result.error().message;
  }

  std::vector<RouteRule> rules{rule(0), rule(1), rule(2)};
  RouteMode mode = RouteMode::all;
};

TEST_F(RouterTest, SendsAnEventToEveryMatchInOrder) {
  EXPECT_THAT(sinks("trades", "tick"), ElementsAre(0, 1, 2));
}

TEST_F(RouterTest, StopsAtTheFirstMatchWhenToldSo) {
  mode = RouteMode::first;
  rules[0].event_glob = "other";
  EXPECT_THAT(sinks("trades", "tick"), ElementsAre(1));
}

TEST_F(RouterTest, MatchesTheConnectionByItsWholeName) {
  rules[0].connection = "market";
  rules[1].connection = "mark";
  rules[2].connection = "m*";
  EXPECT_THAT(sinks("trades", "tick"), ElementsAre(0));
}

TEST_F(RouterTest, MatchesChannelAndEventByGlob) {
  rules[0].channels.globs = {"private-*"};
  rules[1].event_glob = "ti?k";
  rules[2].event_glob = "*";
  EXPECT_THAT(sinks("trades", "tick"), ElementsAre(1, 2));
  EXPECT_THAT(sinks("private-x", "tock"), ElementsAre(0, 2));
}

TEST_F(RouterTest, TakesAChannelOfAnyOfItsPatternsButForThoseLeftOut) {
  rules[0].channels = {.globs = {"private-*", "trades"}, .excluded = {"*-internal", "private-x"}};
  rules[1].channels = {.globs = {}, .excluded = {"t*"}};
  EXPECT_THAT(sinks("trades", "tick"), ElementsAre(0, 2));
  EXPECT_THAT(sinks("private-a", "tick"), ElementsAre(0, 1, 2));
  EXPECT_THAT(sinks("private-x", "tick"), ElementsAre(1, 2));
  EXPECT_THAT(sinks("private-a-internal", "tick"), ElementsAre(1, 2));
  EXPECT_THAT(sinks("tr", "tick"), ElementsAre(2));
}

TEST_F(RouterTest, MatchesTheKind) {
  rules[0].kinds = {EventKind::presence_joined};
  rules[1].kinds = {EventKind::client, EventKind::presence_joined};
  EXPECT_THAT(sinks("a", "b", EventKind::presence_joined), ElementsAre(0, 1, 2));
  EXPECT_THAT(sinks("a", "b", EventKind::client), ElementsAre(1, 2));
  EXPECT_THAT(sinks("a", "b", EventKind::message), ElementsAre(2));
}

TEST_F(RouterTest, SaysWhenNothingMatches) {
  for (RouteRule& each : rules) each.channels.globs = {"private-*"};
  EXPECT_THAT(sinks("trades", "tick"), IsEmpty());
}

TEST_F(RouterTest, KeepsItsRoutesInPlaceWhenItIsMoved) {
  Router first = Router::compile(rules, mode).value();
  const ChannelRoutes routes = first.routes_for("market", "trades");
  const Router second = std::move(first);
  std::size_t seen = 0;
  routes.for_each_match(Event{},
                        [&](const Route& route) { EXPECT_EQ(&route, &second.routes()[seen++]); });
  EXPECT_EQ(seen, 3U);
}

TEST_F(RouterTest, NamesTheRouteAndTheFieldItCannotUse) {
  rules[2].topic = "a.{chanel}";
  EXPECT_EQ(error(),
            "routes[2].topic: unknown placeholder {chanel}, known: {connection} {channel} {event} "
            "{kind} {user_id}");
}

TEST_F(RouterTest, RefusesATopicThatPeersChooseUnlessAllowed) {
  rules[1].topic = "{channel}";
  EXPECT_EQ(error(),
            "routes[1].topic: begins with a placeholder, so that peers could choose any topic; "
            "begin it with literal text, or set allow_unconfined_topic");
  rules[1].allow_unconfined_topic = true;
  EXPECT_EQ(error(), "no error");
}

TEST_F(RouterTest, RefusesAnEmptyTopicAlways) {
  rules[0].topic = "";
  rules[0].allow_unconfined_topic = true;
  EXPECT_EQ(error(), "routes[0].topic: must not be empty");
}

TEST_F(RouterTest, RefusesHeadersWithoutANameOrWithItsOwn) {
  rules[0].headers = {{"", "x"}};
  rules[1].headers = {{"kind", "{"}};
  rules[2].headers = {{"sluice-origin", "someone-else"}};
  std::vector<std::string> found;
  for (const text::RuleProblem& problem : find_problems(rules)) {
    found.push_back(problem.to_string("routes"));
  }
  EXPECT_THAT(found,
              ElementsAre("routes[0].headers: a header needs a name",
                          "routes[1].headers: kind: unbalanced { at character 1; write {{ for the "
                          "brace itself",
                          "routes[2].headers: sluice-origin: is the gateway's own; set origin"));
}

TEST_F(RouterTest, RefusesBinaryCloudEventsWithoutHeadersAndBadAttributes) {
  for (auto& each : rules) each.cloud_event = CloudEventTexts{"/market", "{kind}"};
  rules[0].format = Format::cloudevents_binary;
  rules[0].header_prefix.reset();
  rules[1].cloud_event->source = "";
  rules[2].cloud_event->type = "{what}";
  std::vector<std::string> found;
  for (const text::RuleProblem& problem : find_problems(rules)) {
    found.push_back(problem.to_string("routes"));
  }
  EXPECT_THAT(found, ElementsAre(StartsWith("routes[0].format: cloudevents_binary needs headers"),
                                 "routes[1].cloudevents: source: must not be empty",
                                 StartsWith("routes[2].cloudevents: type: unknown placeholder")));
}

TEST_F(RouterTest, RefusesATableWithoutARowForEachMember) {
  for (RouteRule& each : rules) {
    each.table = true;
    each.kinds = KindSet::members();
    each.key = "{connection}/{channel}/{user_id}";
  }
  EXPECT_EQ(error(), "no error");
  rules[0].key = "{kind}";
  rules[1].state_name = StateName::topic;
  rules[1].connection = "market";
  rules[1].channels.globs = {"presence-desk"};
  rules[2].kinds = {EventKind::presence_joined};
  rules[2].key = "{event}/{connection}/{channel}/{user_id}";
  std::vector<std::string> found;
  for (const text::RuleProblem& problem : find_problems(rules)) {
    found.push_back(problem.to_string("routes"));
  }
  EXPECT_THAT(found,
              ElementsAre("routes[0].key: with {kind} a departure would not find the row of the "
                          "join, and no row would ever be removed",
                          "routes[0].key: names a row of the table, and rows would fall together "
                          "without {connection} {channel} {user_id}",
                          "routes[1].topic: names a row of the table, and rows would fall together "
                          "without {user_id}",
                          "routes[2].table: is made of presence.joined and presence.left, of both "
                          "and nothing else; leave kind out, or write presence",
                          "routes[2].key: with {event} a departure would not find the row of the "
                          "join, and no row would ever be removed"));
}

TEST_F(RouterTest, FindsAllProblemsOfAllRoutes) {
  rules[0].topic = "{x}";
  rules[0].key = "{";
  rules[2].topic = "";
  std::vector<std::string> found;
  for (const text::RuleProblem& problem : find_problems(rules)) {
    found.push_back(std::to_string(problem.rule) + "." + std::string{problem.field});
  }
  EXPECT_THAT(found, ElementsAre("0.topic", "0.key", "2.topic"));
  rules.clear();
  EXPECT_THAT(find_problems(rules), IsEmpty());
}

}  // namespace
}  // namespace sluice::relay
