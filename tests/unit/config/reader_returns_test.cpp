#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::SizeIs;

constexpr std::string_view both_ways = R"(
origin: edge-1
connections:
  market:
    cluster: eu
    key: abc
    client_events: {rate: 0.5, burst: 3, max_bytes: 1KiB, confirm: written}
    api: {app_id: 42, secret: "${SECRET}", timeout: 1s}
  second: {cluster: eu, key: abc}
sinks:
  events: {type: sample, brokers: [b]}
routes:
  - {to: events, topic: t, headers: {channel: "{channel}"}, origin: true}
sources:
  commands: {type: sample, topics: [a, b], window: {max_messages: 7, max_bytes: 1MiB}}
  floor: {type: sample, topics: [c]}
returns:
  - name: orders
    from: commands
    match: {topic: "cmd.*", key: "*", headers: {type: "order.*"}}
    to: [market, second]
    channel: "private-{topic:2}"
    event: "{header:type}"
    binary: base64
    publish: client_event
    ttl: 30s
    patience: 5s
    latest_only: true
    own_records: send
    dead_letter: {to: events, topic: sluice.dead}
  - {from: floor, to: market, channel: c, event: e, publish: http}
)";

class ReaderOfTheWayBack : public testing::Test {
 protected:
  ReaderOfTheWayBack() { EXPECT_EQ(problems_of(loaded), ""); }
  const Loaded loaded = load_sample(both_ways);
  const Gateway& gateway = *loaded;
};

TEST_F(ReaderOfTheWayBack, HandsASourceItsOwnFieldsBesideTheWindow) {
  ASSERT_THAT(gateway.sources, SizeIs(2));
  const Source& commands = gateway.sources[0];
  EXPECT_EQ(commands.name, "commands");
  EXPECT_EQ(commands.window.max_messages, 7);
  EXPECT_EQ(commands.window.max_bytes.count, std::uint64_t{1} << 20);
  EXPECT_THAT(static_cast<const SampleSourceSettings&>(*commands.settings).topics,
              ElementsAre("a", "b"));
}

TEST_F(ReaderOfTheWayBack, FillsAReturn) {
  const Return& orders = gateway.returns.at(0);
  EXPECT_EQ(orders.from, "commands");
  EXPECT_EQ(orders.match.topic, "cmd.*");
  EXPECT_EQ(orders.match.key, "*");
  EXPECT_THAT(orders.match.headers, ElementsAre(Pair("type", "order.*")));
  EXPECT_THAT(orders.to, ElementsAre("market", "second"));
  EXPECT_EQ(orders.channel, "private-{topic:2}");
  EXPECT_EQ(orders.event, "{header:type}");
  EXPECT_EQ(orders.binary, BinaryPolicy::base64);
  EXPECT_EQ(orders.publish, PublishMode::client_event);
  EXPECT_EQ(orders.ttl, Duration{30'000});
  EXPECT_EQ(orders.patience, Duration{5000});
  EXPECT_TRUE(orders.latest_only);
  EXPECT_EQ(orders.own_records, OwnRecords::send);
  EXPECT_EQ(orders.dead_letter->to, "events");
  EXPECT_EQ(orders.dead_letter->topic, "sluice.dead");
}

TEST_F(ReaderOfTheWayBack, TakesOneConnectionOrAList) {
  EXPECT_THAT(gateway.returns.at(1).to, ElementsAre("market"));
}

TEST_F(ReaderOfTheWayBack, NamesAReturnByItsPlaceWhereTheFileDoesNot) {
  EXPECT_EQ(gateway.returns.at(0).label, "orders");
  EXPECT_EQ(gateway.returns.at(1).label, "return-2");
}

TEST_F(ReaderOfTheWayBack, LeavesTheDefaultOfWhatIsNotWritten) {
  const Return& floor = gateway.returns.at(1);
  EXPECT_EQ(floor.ttl, std::nullopt);
  EXPECT_FALSE(floor.dead_letter.has_value());
  EXPECT_EQ(floor.own_records, OwnRecords::skip);
  EXPECT_FALSE(gateway.connections.at(1).api.has_value());
  EXPECT_EQ(gateway.connections.at(1).client_events.rate, 10.0);
  EXPECT_EQ(gateway.admin.ready.sources, Need::none);
}

TEST_F(ReaderOfTheWayBack, ReadsHowAConnectionMayPublish) {
  const Connection& market = gateway.connections.at(0);
  EXPECT_EQ(market.client_events.rate, 0.5);
  EXPECT_EQ(market.client_events.burst, 3);
  EXPECT_EQ(market.client_events.max_bytes.count, 1024U);
  EXPECT_EQ(market.client_events.confirm, Confirmation::written);
  EXPECT_EQ(market.api->app_id, "42");
  EXPECT_EQ(market.api->secret.reveal(), "hunter2");
}

TEST_F(ReaderOfTheWayBack, ReadsWhatMarksOurOwnRecords) {
  EXPECT_EQ(gateway.origin, "edge-1");
  EXPECT_TRUE(gateway.routes.at(0).origin);
  EXPECT_THAT(gateway.routes.at(0).headers, ElementsAre(Pair("channel", "{channel}")));
}

TEST(ReaderOfReturnsAlone, NeedsNoSinksAndNoRoutes) {
  EXPECT_EQ(problems_of(load_sample(R"(
connections:
  market: {cluster: eu, key: abc}
sources:
  commands: {type: sample, topics: [c]}
returns:
  - {from: commands, to: market, channel: private-c, event: e}
)")),
            "");
}

}  // namespace
}  // namespace sluice::config
