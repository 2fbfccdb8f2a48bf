#include "gateway/relay/relay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>

#include "tests/support/manual_loop.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/unit/relay/recording_sink.hpp"

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::Pair;

const CloudEventTexts texts{"/connections/{connection}", "sluice.{kind}"};

struct RelayTest : testing::Test {
  void start(std::vector<RouteRule> rules, RouteMode mode = RouteMode::all) {
    router.emplace(Router::compile(rules, mode).value());
    relay.emplace(*router, outboxes);
    routes.emplace(router->routes_for("market", "private-orders"));
  }
  void send(std::string_view name, std::string_view data, std::string_view user_id = "",
            EventKind kind = EventKind::message) {
    Event event;
    event.kind = kind;
    event.connection = "market";
    event.channel = "private-orders";
    event.name = name;
    event.data = data;
    event.user_id = user_id;
    event.received_at = arrival;
    relay->on_event(event, *routes, unrouted);
  }
  static std::uint64_t unformattable(const OutboxProbe& probe) {
    return probe.dropped[static_cast<std::size_t>(DropReason::unformattable)].value();
  }

  const WallTime arrival{std::chrono::hours{5}};
  test::ManualLoop loop;
  std::array<OutboxProbe, 2> probes;
  UnroutedCounts unrouted;
  std::array<RecordingSink, 2> sinks;
  Outbox kafka{test::roomy, loop, probes[0]};
  Outbox mqtt{
      {.max_records = 2, .max_bytes = test::roomy.max_bytes, .when_full = OverflowPolicy::block},
      loop,
      probes[1]};
  ById<SinkId, Outbox> outboxes;
  std::optional<Router> router;
  std::optional<Relay> relay;
  std::optional<ChannelRoutes> routes;

  void SetUp() override {
    outboxes.set(SinkId{0}, &kafka);
    outboxes.set(SinkId{1}, &mqtt);
    kafka.attach(sinks[0]);
    mqtt.attach(sinks[1]);
  }
};

TEST_F(RelayTest, RendersTopicKeyAndPayloadOfEachMatchingRoute) {
  RouteRule raw{.sink = SinkId{0}, .topic = "channels.{connection}", .key = "{channel}"};
  RouteRule json{.sink = SinkId{1}, .topic = "m/{channel}", .key = "", .format = Format::json};
  start({raw, json});
  send("filled", R"("{\"id\":1}")");
  ASSERT_EQ(sinks[0].got.size(), 1U);
  EXPECT_EQ(sinks[0].got[0].topic, "channels.market");
  EXPECT_EQ(sinks[0].got[0].key, "private-orders");
  EXPECT_EQ(sinks[0].got[0].payload, R"({"id":1})");
  EXPECT_EQ(sinks[0].got[0].facts.received_at, arrival);
  ASSERT_EQ(sinks[1].got.size(), 1U);
  EXPECT_EQ(sinks[1].got[0].topic, "m/private-orders");
  EXPECT_EQ(sinks[1].got[0].key, "");
  EXPECT_THAT(sinks[1].got[0].payload, testing::HasSubstr(R"("data":"{\"id\":1}",)"));
}

TEST_F(RelayTest, WritesARowWhenAMemberJoinsAndRemovesItWhenTheMemberLeaves) {
  start({{.kinds = KindSet::members(),
          .sink = SinkId{0},
          .topic = "members",
          .key = "{connection}/{channel}/{user_id}",
          .table = true}});
  send("pusher:member_added", R"("{\"user_id\":\"42\"}")", "42", EventKind::presence_joined);
  send("pusher:member_removed", R"("{\"user_id\":\"42\"}")", "42", EventKind::presence_left);
  ASSERT_EQ(sinks[0].got.size(), 2U);
  EXPECT_EQ(sinks[0].got[0].payload, R"({"user_id":"42"})");
  EXPECT_EQ(sinks[0].got[0].facts.change, Change::upsert);
  EXPECT_EQ(sinks[0].got[1].key, "market/private-orders/42");
  EXPECT_EQ(sinks[0].got[1].payload, "");
  EXPECT_EQ(sinks[0].got[1].facts.change, Change::remove);
}

TEST_F(RelayTest, WritesNoRowOfOurOwnMemberWhereTheRouteLeavesItOut) {
  RouteRule table{.kinds = KindSet::members(),
                  .sink = SinkId{0},
                  .topic = "members",
                  .key = "{connection}/{channel}/{user_id}",
                  .table = true,
                  .own_member = false};
  start({table});
  Event join;
  join.kind = EventKind::presence_joined;
  join.connection = "market";
  join.channel = "private-orders";
  join.user_id = "sluice";
  join.own = true;
  relay->on_event(join, *routes, unrouted);
  EXPECT_TRUE(sinks[0].got.empty());
  EXPECT_EQ(unrouted[std::size_t(EventKind::presence_joined)].value(), 0U);
  join.user_id = "ann";
  join.own = false;
  relay->on_event(join, *routes, unrouted);
  EXPECT_EQ(sinks[0].got.size(), 1U);
}

TEST_F(RelayTest, RemovesARowAtItsRouteAlone) {
  RouteRule table{.kinds = KindSet::members(),
                  .sink = SinkId{0},
                  .topic = "members",
                  .key = "{connection}/{channel}/{user_id}",
                  .table = true};
  RouteRule stream{.kinds = KindSet::members(), .sink = SinkId{1}, .topic = "news"};
  start({stream, table});
  Event departure;
  departure.kind = EventKind::presence_left;
  departure.connection = "market";
  departure.channel = "private-orders";
  departure.user_id = "ann";
  relay->remove_row(departure, router->routes()[1]);
  EXPECT_TRUE(sinks[1].got.empty());
  ASSERT_EQ(sinks[0].got.size(), 1U);
  EXPECT_EQ(sinks[0].got[0].key, "market/private-orders/ann");
  EXPECT_EQ(sinks[0].got[0].facts.change, Change::remove);
}

TEST_F(RelayTest, RendersCloudEventsInBothModes) {
  start({{.sink = SinkId{0}, .topic = "t", .format = Format::cloudevents, .cloud_event = texts},
         {.sink = SinkId{0},
          .topic = "t",
          .headers = {{"from", "{connection}"}},
          .format = Format::cloudevents_binary,
          .cloud_event = texts,
          .header_prefix = "ce_"}});
  send("filled", R"("{\"id\":1}")");
  ASSERT_EQ(sinks[0].got.size(), 2U);
  EXPECT_EQ(sinks[0].got[0].facts.content_type, ContentType::cloud_event);
  EXPECT_THAT(sinks[0].got[0].payload, testing::HasSubstr(R"("data":{"id":1},)"));
  EXPECT_TRUE(sinks[0].got[0].headers.empty());
  EXPECT_EQ(sinks[0].got[1].facts.content_type, ContentType::json);
  EXPECT_EQ(sinks[0].got[1].payload, R"({"id":1})");
  EXPECT_THAT(sinks[0].got[1].headers,
              testing::IsSupersetOf({Pair("from", "market"), Pair("ce_subject", "private-orders"),
                                     Pair("ce_type", "sluice.message")}));
}

TEST_F(RelayTest, RendersTheHeadersOfARouteAndItsOrigin) {
  RouteRule marked{.sink = SinkId{0},
                   .topic = "t",
                   .headers = {{"kind", "order"}, {"from", "{channel}/{user_id}"}},
                   .origin = "{edge}"};
  start({marked, {.sink = SinkId{1}, .topic = "t"}});
  send("filled", "1", "42");
  ASSERT_EQ(sinks[0].got.size(), 1U);
  EXPECT_THAT(sinks[0].got[0].headers,
              ElementsAre(Pair("from", "private-orders/42"), Pair("kind", "order"),
                          Pair("sluice-origin", "{edge}")));
  EXPECT_EQ(sinks[0].got[0].payload, "1");
  EXPECT_TRUE(sinks[1].got.at(0).headers.empty());
}

TEST_F(RelayTest, TakesOnlyTheFirstMatchWhenToldSo) {
  start({{.event_glob = "a*", .sink = SinkId{0}, .topic = "t"}, {.sink = SinkId{1}, .topic = "t"}},
        RouteMode::first);
  send("abc", "1");
  send("xyz", "2");
  EXPECT_EQ(sinks[0].got.size(), 1U);
  ASSERT_EQ(sinks[1].got.size(), 1U);
  EXPECT_EQ(sinks[1].got[0].payload, "2");
}

TEST_F(RelayTest, CountsEventsThatNoRouteTakes) {
  start({{.event_glob = "a", .sink = SinkId{0}, .topic = "t"}});
  send("b", "1");
  send("a", "1");
  EXPECT_EQ(unrouted[std::size_t(EventKind::message)].value(), 1U);
  EXPECT_EQ(probes[0].offered.value(), 1U);
}

TEST_F(RelayTest, DropsWhatCannotBeFormattedAndGoesOn) {
  start({{.sink = SinkId{0}, .topic = "t"}});
  send("e", R"("\q")");
  send("e", R"("good")");
  EXPECT_EQ(unformattable(probes[0]), 1U);
  EXPECT_EQ(unrouted[std::size_t(EventKind::message)].value(), 0U);
  ASSERT_EQ(sinks[0].got.size(), 1U);
  EXPECT_EQ(sinks[0].got[0].payload, "good");
}

TEST_F(RelayTest, PassesNoBrokenJsonOnWithinAnObjectOfItsOwn) {
  start({{.sink = SinkId{0}, .topic = "t", .format = Format::json}});
  send("e", R"("\q")");
  send("e", R"("\u12")");
  EXPECT_EQ(unformattable(probes[0]), 2U);
  EXPECT_TRUE(sinks[0].got.empty());
}

TEST_F(RelayTest, DropsARecordWhoseTopicCameOutEmpty) {
  start({{.sink = SinkId{0}, .topic = "{user_id}", .allow_unconfined_topic = true}});
  send("e", "1");
  send("e", "1", "42");
  EXPECT_EQ(unformattable(probes[0]), 1U);
  ASSERT_EQ(sinks[0].got.size(), 1U);
  EXPECT_EQ(sinks[0].got[0].topic, "42");
}

TEST_F(RelayTest, StopsWantingEventsWhileABlockingOutboxIsFull) {
  start({{.sink = SinkId{1}, .topic = "t"}});
  int calls = 0;
  relay->set_on_wants_events([&] { ++calls; });
  send("e", "1");
  EXPECT_TRUE(relay->wants_events());
  send("e", "2");
  EXPECT_FALSE(relay->wants_events());
  mqtt.on_delivered(sinks[1].got[0].ticket);
  EXPECT_TRUE(relay->wants_events());
  EXPECT_EQ(calls, 1);
}

TEST_F(RelayTest, WantsEventsAgainOnlyWhenNoOutboxIsFull) {
  OutboxProbe probe;
  RecordingSink sink;
  Outbox other{
      {.max_records = 1, .max_bytes = test::roomy.max_bytes, .when_full = OverflowPolicy::block},
      loop,
      probe};
  other.attach(sink);
  outboxes.set(SinkId{0}, &other);
  start({{.sink = SinkId{0}, .topic = "t"}, {.sink = SinkId{1}, .topic = "t"}});
  int calls = 0;
  relay->set_on_wants_events([&] { ++calls; });
  send("e", "1");
  send("e", "2");
  mqtt.on_delivered(sinks[1].got[0].ticket);
  EXPECT_EQ(calls, 0);
  for (const RecordingSink::Submitted& one : sink.got) other.on_delivered(one.ticket);
  EXPECT_EQ(calls, 1);
  relay.reset();
}

TEST_F(RelayTest, ReadsOnWhenTheSinkThatBlocksIsRemoved) {
  start({{.sink = SinkId{1}, .topic = "t"}});
  int calls = 0;
  relay->set_on_wants_events([&] { ++calls; });
  send("e", "1");
  send("e", "2");
  EXPECT_FALSE(relay->wants_events());
  relay->remove(SinkId{1});
  EXPECT_TRUE(relay->wants_events());
  EXPECT_EQ(calls, 1);
  mqtt.on_delivered(sinks[1].got[0].ticket);
  EXPECT_EQ(calls, 1) << "what a removed sink has room for does not matter";
  relay->add(SinkId{1}, mqtt);
  send("e", "3");
  EXPECT_FALSE(relay->wants_events());
}

TEST_F(RelayTest, LeavesNoCallbackBehindInItsOutboxes) {
  start({{.sink = SinkId{1}, .topic = "t"}});
  relay->set_on_wants_events([] { FAIL() << "called after the relay's end"; });
  send("e", "1");
  send("e", "2");
  relay.reset();
  mqtt.on_delivered(sinks[1].got[0].ticket);
}

TEST_F(RelayTest, NeedsAnOutboxForEverySinkItsRoutesName) {
  EXPECT_DEATH(start({{.sink = SinkId{2}, .topic = "t"}}), "names only what there is");
}

}  // namespace
}  // namespace sluice::relay
