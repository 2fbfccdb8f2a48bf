#include "gateway/relay/explanation.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>

#include "gateway/relay/relay.hpp"
#include "tests/support/manual_loop.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/relay/recording_sink.hpp"

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::Pair;

struct ExplanationTest : testing::Test {
  [[nodiscard]] std::vector<Verdict> verdicts() const {
    std::vector<Verdict> found;
    for (const auto& each : explain(Router::compile(rules, mode).value(), event)) {
      found.push_back(each.verdict);
    }
    return found;
  }
  /// Of the first route.
  [[nodiscard]] RouteVerdict first() const {
    return explain(Router::compile(rules, mode).value(), event).front();
  }

  std::vector<RouteRule> rules{{.sink = SinkId{1}, .topic = "one"}};
  RouteMode mode = RouteMode::all;
  Event event{.kind = EventKind::message,
              .connection = "shop",
              .channel = "private-orders",
              .name = "created",
              .data = R"("{\"id\":1}")"};
};

TEST_F(ExplanationTest, NamesEachConditionThatIsNotMet) {
  rules.front().connection = "desk";
  rules.front().channels.globs = {"prices", "presence-*"};
  rules.front().kinds = {EventKind::client};
  rules.front().event_glob = "removed";
  EXPECT_EQ(first().verdict, Verdict::unmatched);
  EXPECT_THAT(first().unmet, ElementsAre(Condition::connection, Condition::channel, Condition::kind,
                                         Condition::event));
}

TEST_F(ExplanationTest, TellsAChannelThatIsLeftOutFromOneThatNoPatternMatches) {
  rules.front().channels = {.globs = {"private-*"}, .excluded = {"*-orders"}};
  EXPECT_THAT(first().unmet, ElementsAre(Condition::excluded_channel));
  event.channel = "prices";
  EXPECT_THAT(first().unmet, ElementsAre(Condition::channel));
}

TEST_F(ExplanationTest, SaysThatAnEarlierRouteWasTheFirstToMatch) {
  rules.push_back({.sink = SinkId{1}, .topic = "two"});
  rules.push_back({.connection = "desk", .sink = SinkId{1}, .topic = "three"});
  EXPECT_THAT(verdicts(), ElementsAre(Verdict::relayed, Verdict::relayed, Verdict::unmatched));
  mode = RouteMode::first;
  EXPECT_THAT(verdicts(), ElementsAre(Verdict::relayed, Verdict::behind_first, Verdict::unmatched));
}

TEST_F(ExplanationTest, HasTheWholeRecord) {
  rules.front().topic = "channels.{connection}";
  rules.front().key = "{channel}";
  rules.front().headers = {{"event", "{event}"}};
  rules.front().origin = "edge";
  const auto record = first().record;
  ASSERT_TRUE(record);
  EXPECT_EQ(record->topic, "channels.shop");
  EXPECT_EQ(record->key, "private-orders");
  EXPECT_EQ(record->payload, R"({"id":1})");
  EXPECT_THAT(record->headers,
              ElementsAre(Pair("event", "created"), Pair("sluice-origin", "edge")));
}

TEST_F(ExplanationTest, SaysWhereARouteTakesAnEventAndMakesNothing) {
  event.data = R"("\q")";
  EXPECT_EQ(first().verdict, Verdict::unformattable);
  event.data = "1";
  event.own = true;
  rules.front().own_member = false;
  EXPECT_EQ(first().verdict, Verdict::left_out);
  EXPECT_FALSE(first().record);
}

/// The records that a relay with this router makes of the event.
std::vector<std::string> relayed(const Router& router, const Event& event) {
  test::ManualLoop loop;
  OutboxProbe probe;
  Outbox outbox{test::roomy, loop, probe};
  RecordingSink sink;
  outbox.attach(sink);
  ById<SinkId, Outbox> outboxes;
  outboxes.set(SinkId{1}, &outbox);
  Relay relay(router, outboxes);
  UnroutedCounts unrouted;
  relay.on_event(event, router.routes_for(event.connection, event.channel), unrouted);
  std::vector<std::string> records;
  for (const auto& made : sink.got) records.push_back(made.topic + made.key + made.payload);
  return records;
}

template <class T>
T one_of(test::SeededRandom& random, std::initializer_list<T> choices) {
  return choices.begin()[random() % choices.size()];
}

TEST_F(ExplanationTest, AgreesWithTheRelay) {
  test::for_each_seed(2'000, [this](test::SeededRandom& random) {
    rules.clear();
    for (std::size_t i = random() % 8; rules.size() <= i;) {
      RouteRule rule{.connection = one_of<std::string>(random, {"", "shop", "desk"})};
      rule.channels = {.globs = {one_of<std::string>(random, {"*", "private-*", "prices"})},
                       .excluded = {one_of<std::string>(random, {"x", "prices", "p*"})}};
      rule.event_glob = one_of<std::string>(random, {"", "created", "c?*"});
      rule.kinds = one_of<KindSet>(random, {KindSet::usual(), {EventKind::client}});
      rule.sink = SinkId{1};
      rule.topic = fmt::format("t{}", rules.size());
      rule.key = "{channel}";
      rule.format = one_of(random, {Format::raw, Format::json});
      rule.own_member = one_of(random, {true, false});
      rules.push_back(rule);
    }
    event.connection = one_of<std::string_view>(random, {"shop", "desk"});
    event.channel = one_of<std::string_view>(random, {"private-orders", "prices"});
    event.kind = one_of(random, {EventKind::message, EventKind::client});
    event.data = one_of<std::string_view>(random, {R"("a")", R"("\q")", "1", ""});
    event.own = one_of(random, {true, false});
    const auto router =
        Router::compile(rules, one_of(random, {RouteMode::all, RouteMode::first})).value();
    std::vector<std::string> explained;
    for (const auto& [verdict, unmet, made] : explain(router, event)) {
      EXPECT_EQ(verdict == Verdict::unmatched, !unmet.empty());
      if (made) explained.push_back(made->topic + made->key + made->payload);
    }
    EXPECT_EQ(explained, relayed(router, event));
  });
}

}  // namespace
}  // namespace sluice::relay
