#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr std::string_view complete = R"(
connections:
  market:
    url: wss://ws.example.org:443/prefix
    key: ${KEY}
    auth:
      endpoint: https://auth.internal/pusher/auth?tenant=1
      headers: {Authorization: "Bearer ${SECRET}"}
      timeout: 250ms
    tls: {verify: false}
    channels: [trades, private-orders, presence-desk]
    max_message: 64KiB
  second: {cluster: eu, key: "007"}
sinks:
  floor: {type: sample, brokers: [a, b], qos: 2, acks: leader, version: 5}
  events:
    type: sample
    brokers: ["kafka:9092"]
    outbox: {when_full: block, max_bytes: 1GiB}
    properties: {compression.type: lz4}
routes:
  - match: {connection: market, channel: "private-*", kind: presence}
    to: events
    topic: channels.{connection}
    format: json
  - {to: floor, topic: t, match: {kind: [message, client]}}
route_mode: first
admin: {listen: "[::1]:0", ready: {sinks: any}}
log: {level: debug, format: json}
shards: 3
)";

class Reader : public testing::Test {
 protected:
  Reader() { EXPECT_EQ(problems_of(loaded), ""); }
  const Loaded loaded = load_sample(complete);
  const Gateway& gateway = *loaded;
};

TEST_F(Reader, KeepsTheOrderOfTheFile) {
  ASSERT_THAT(gateway.connections, SizeIs(2));
  EXPECT_EQ(gateway.connections[0].name, "market");
  EXPECT_EQ(gateway.connections[1].name, "second");
  ASSERT_THAT(gateway.sinks, SizeIs(2));
  EXPECT_EQ(gateway.sinks[0].name, "floor");
}

TEST_F(Reader, FillsAConnection) {
  const Connection& market = gateway.connections[0];
  EXPECT_EQ(market.url, "wss://ws.example.org:443/prefix");
  EXPECT_EQ(market.key, "abc");
  EXPECT_FALSE(market.tls.verify);
  EXPECT_THAT(market.channels, ElementsAre("trades", "private-orders", "presence-desk"));
  EXPECT_EQ(market.max_message.count, 64U * 1024);
  EXPECT_EQ(market.auth.timeout, Duration{250});
  LastValues files;
  EXPECT_EQ(market.auth.headers.at("Authorization").reveal(files).value(), "Bearer hunter2");
}

TEST_F(Reader, LeavesTheDefaultOfWhatIsNotWritten) {
  const Connection& second = gateway.connections[1];
  EXPECT_TRUE(second.tls.verify);
  EXPECT_EQ(second.reconnect.max, Duration{30'000});
  EXPECT_FALSE(gateway.routes[0].origin);
  EXPECT_EQ(gateway.drain_timeout, Duration{10'000});
}

TEST_F(Reader, TakesDigitsAsTextWhereTextIsWanted) {
  EXPECT_EQ(gateway.connections[1].key, "007");
}

TEST_F(Reader, HandsAConnectorItsOwnFields) {
  const auto& floor = static_cast<const SampleSettings&>(*gateway.sinks[0].settings);
  EXPECT_THAT(floor.brokers, ElementsAre("a", "b"));
  EXPECT_EQ(floor.qos, 2);
  EXPECT_EQ(floor.acks, Acks::leader);
  EXPECT_EQ(floor.version, 5);
  const auto& events = static_cast<const SampleSettings&>(*gateway.sinks[1].settings);
  EXPECT_EQ(events.version, std::nullopt);
  EXPECT_EQ(events.properties.at("compression.type").reveal(), "lz4");
}

TEST_F(Reader, ReadsTheOutboxBesideTheConnectorsFields) {
  EXPECT_EQ(gateway.sinks[1].outbox.when_full, OverflowPolicy::block);
  EXPECT_EQ(gateway.sinks[1].outbox.max_bytes.count, std::uint64_t{1} << 30);
}

TEST_F(Reader, TakesOneKindOrAList) {
  EXPECT_THAT(gateway.routes[0].match.kind, ElementsAre(KindSet::members()));
  EXPECT_THAT(gateway.routes[1].match.kind,
              ElementsAre(KindSet{EventKind::message}, KindSet{EventKind::client}));
}

TEST_F(Reader, ReadsTheGatewaysOwnSettings) {
  EXPECT_EQ(gateway.route_mode, RouteMode::first);
  EXPECT_EQ(gateway.admin.listen, "[::1]:0");
  EXPECT_EQ(gateway.admin.ready.sinks, Need::any);
  EXPECT_EQ(gateway.log.level, telemetry::Level::debug);
  EXPECT_EQ(gateway.shards, 3);
}

TEST(ReaderOfAFile, NamesTheFileItCannotRead) {
  const Loaded loaded = load_file("/nonexistent/sluice.yaml", sample_types(), test_environment());
  ASSERT_TRUE(loaded.has_error());
  ASSERT_THAT(loaded.error(), SizeIs(1));
  EXPECT_EQ(to_string(loaded.error()[0]),
            "/nonexistent/sluice.yaml:1:1: No such file or directory");
}

TEST(ReaderOfAFile, AcceptsTheSmallestExample) {
  const ConnectorTypes kafka{{connector_type<SampleSettings>("kafka", "Stands for the real one.")},
                             {}};
  const Loaded loaded = load_file(std::string{EXAMPLES} + "/minimal.yaml", kafka,
                                  [](std::string_view) { return std::optional<std::string>{"x"}; });
  EXPECT_EQ(problems_of(loaded), "");
}

TEST(ReaderOfAFile, SortsProblemsByTheirPlace) {
  const Loaded loaded = load_sample("routes: 1\nsinks: 1\nconnections: 1\nshards: x\n");
  ASSERT_TRUE(loaded.has_error());
  EXPECT_TRUE(std::ranges::is_sorted(loaded.error(), {}, &Problem::at));
  EXPECT_THAT(loaded.error(), SizeIs(4));
}

TEST(ReaderOfAFile, ThrowsTheFirstProblemAtWhoeverDoesNotAsk) {
  EXPECT_THROW(std::ignore = load_sample("").value(), std::runtime_error);
}

TEST(ReaderOfAFile, WarnsOfAChannelNameThatPusherRefuses) {
  const std::string name(165, 'a');
  const auto channels = "    channels: [trades, " + name + "]\n";
  const auto pusher = load_sample(with_connection(channels));
  ASSERT_EQ(problems_of(pusher), "");
  ASSERT_EQ(pusher->warnings.size(), 1U);
  EXPECT_EQ(to_string(pusher->warnings[0]),
            "f.yaml:5:24: connections.market.channels[1]: Pusher refuses channel names of more "
            "than 164 bytes, this has 165");
}

TEST(ReaderOfAFile, LeavesTheLengthOfANameToServersThatMayTakeIt) {
  auto text = with_connection("    channels: [" + std::string(200, 'a') + "]\n");
  text.replace(text.find("cluster: eu"), 11, "url: ws://h");
  const auto loaded = load_sample(text);
  ASSERT_EQ(problems_of(loaded), "");
  EXPECT_TRUE(loaded->warnings.empty());
}

TEST(ReaderOfAFile, WarnsOfAConnectionThatHasNoPurpose) {
  for (const auto* lines : {"", "    channels: []\n"}) {
    const auto loaded = load_sample(with_connection(lines));
    ASSERT_EQ(problems_of(loaded), "");
    ASSERT_EQ(loaded->warnings.size(), 1U) << lines;
    EXPECT_EQ(to_string(loaded->warnings[0]),
              "f.yaml:2:3: connections.market: has no channels, and so receives nothing");
  }
  const auto with_api = load_sample(with_connection("    api: {app_id: \"1\", secret: s}\n"));
  ASSERT_EQ(problems_of(with_api), "");
  EXPECT_TRUE(with_api->warnings.empty()) << "a return may publish through it";
}

/// The warnings about an outbox that is written so.
std::string warnings_of_outbox(const std::string& outbox) {
  const auto loaded = load_sample(
      "connections: {market: {cluster: eu, key: abc, channels: [trades]}}\n"
      "sinks: {events: {type: sample, brokers: [b], outbox: " +
      outbox + "}}\nroutes: [{to: events, topic: t}]\n");
  if (!loaded) return problems_of(loaded);
  std::string warnings;
  for (const auto& warning : loaded->warnings) warnings += warning.path + " " + warning.message;
  return warnings;
}

TEST(ReaderOutboxBoundsTest, AreWarnedOfWhereOneIsAlwaysReachedBeforeTheOther) {
  EXPECT_EQ(warnings_of_outbox("{max_bytes: 5GiB}"),
            "sinks.events.outbox.max_bytes is not reached unless records are larger than 53687 "
            "bytes: max_records, 100000, is reached first; raise it as well");
  EXPECT_EQ(warnings_of_outbox("{max_records: 10000000}"),
            "sinks.events.outbox.max_records is not reached unless records are smaller than 7 "
            "bytes: max_bytes, 67108864, is reached first; raise it as well");
}

TEST(ReaderOutboxBoundsTest, AreNobodysWishWhereTheFileDoesNotWriteThem) {
  for (const auto* outbox : {"{}", "{max_bytes: 1MiB}", "{max_records: 100}",
                             "{max_bytes: 5GiB, max_records: 8000000}"}) {
    EXPECT_EQ(warnings_of_outbox(outbox), "") << outbox;
  }
}

}  // namespace
}  // namespace sluice::config
