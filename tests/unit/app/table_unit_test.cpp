#include "gateway/app/table_unit.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/manual_loop.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/unit/relay/recording_sink.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Readers whose part the test plays.
struct ReadBroker final : connectors::SinkSettings {
  struct Reader final : TableReader {};

  [[nodiscard]] std::unique_ptr<Sink> make(connectors::SinkContext) const override {
    return nullptr;
  }
  [[nodiscard]] Window limits() const noexcept override { return {}; }
  [[nodiscard]] std::unique_ptr<TableReader> make_table_reader(
      const connectors::TableContext& context) const override {
    ++readers;
    listener = &context.listener;
    topics = context.topics;
    return std::make_unique<Reader>();
  }

  mutable int readers = 0;
  mutable TableListener* listener = nullptr;
  mutable std::vector<RowTopics> topics;
};

class TableUnitTest : public testing::Test {
 protected:
  TableUnitTest() {
    outboxes.set(SinkId{1}, &outbox);
    relay.emplace(router, outboxes);
  }

  void start(const relay::OutboxSettings& bounds = test::roomy,
             const relay::RowLimits& limits = {100'000, 1 << 20}) {
    outbox.set_bounds(bounds);
    outbox.attach(sink);
    const std::vector<std::pair<std::string, std::string>> channels{{"market", "presence-desk"}};
    unit.emplace(TableUnitContext{.sink = "log",
                                  .settings = broker,
                                  .shard = 0,
                                  .channels = relay::table_channels(router, SinkId{1}, channels),
                                  .subscriptions = {&desk},
                                  .limits = limits,
                                  .relay = *relay,
                                  .outbox = outbox,
                                  .holds_recovered = [this] { return holds_recovered; },
                                  .probe = probe,
                                  .sink_probe = sink_probe,
                                  .log = log,
                                  .loop = loop});
    unit->start();
  }

  void subscribe() {
    desk.begin("1.1");
    desk.subscribe(loop.now(), Duration{1'000}, true);
    desk.acknowledge(loop.now());
  }

  void read(int rows) {
    broker.listener->on_reading();
    for (int i = 0; i < rows; ++i) {
      const std::string key = "market/presence-desk/" + std::to_string(i);
      broker.listener->on_row({"members", key}, true);
    }
    broker.listener->on_read();
    loop.advance(Duration{0});
  }

  static relay::Router table() {
    const std::vector<relay::RouteRule> rules{{.kinds = KindSet::members(),
                                               .sink = SinkId{1},
                                               .topic = "members",
                                               .key = "{connection}/{channel}/{user_id}",
                                               .table = true}};
    return relay::Router::compile(rules, RouteMode::all).value();
  }

  test::ManualLoop loop;
  telemetry::Log log{telemetry::Level::error, telemetry::LogFormat::logfmt};
  TableProbe probe;
  connectors::SinkProbe sink_probe;
  relay::OutboxProbe outbox_probe;
  bool holds_recovered = false;
  relay::RecordingSink sink;
  relay::Outbox outbox{test::roomy, loop, outbox_probe};
  ById<SinkId, relay::Outbox> outboxes;
  const relay::Router router = table();
  std::optional<relay::Relay> relay;
  channels::Subscription desk{"presence-desk", Duration{1}, Duration{1}};
  ReadBroker broker;
  std::optional<TableUnit> unit;
};

TEST_F(TableUnitTest, ReadsOnceAndRemovesTheRowsAfterTheFirstSnapshot) {
  start();
  EXPECT_THAT(broker.topics, ElementsAre(RowTopics{"members", std::nullopt}));
  EXPECT_EQ(probe.unread.value(), 1);
  read(2);
  EXPECT_EQ(probe.unread.value(), 0);
  loop.advance(std::chrono::minutes{10});
  EXPECT_THAT(sink.got, IsEmpty()) << "of a channel that is not subscribed";
  subscribe();
  desk.members().replace({{"1", ""}});
  loop.advance(std::chrono::seconds{1});
  ASSERT_EQ(sink.got.size(), 1U);
  EXPECT_EQ(sink.got[0].key, "market/presence-desk/0");
  EXPECT_EQ(sink.got[0].facts.change, Change::remove);
  EXPECT_EQ(probe.rows_removed.value(), 1U);
  EXPECT_EQ(loop.timers(), 0U);
  EXPECT_EQ(broker.readers, 1);
}

TEST_F(TableUnitTest, LeavesTheRowsAloneWhenTheSnapshotCouldNotBeRead) {
  start();
  subscribe();
  desk.members().replace({});
  desk.members().miss_snapshot();
  read(2);
  loop.advance(std::chrono::minutes{1});
  EXPECT_THAT(sink.got, IsEmpty());
}

TEST_F(TableUnitTest, WaitsForTheNextSnapshotWhereTheConnectionIsLost) {
  start();
  subscribe();
  desk.members().replace({});
  desk.lose({});
  read(2);
  loop.advance(std::chrono::minutes{1});
  EXPECT_THAT(sink.got, IsEmpty());
  subscribe();
  desk.members().replace({{"1", ""}});
  loop.advance(std::chrono::seconds{1});
  EXPECT_EQ(sink.got.size(), 1U);
}

TEST_F(TableUnitTest, RemovesNoMoreThanTheOutboxHasRoomToSpareFor) {
  start({.max_records = 400, .max_bytes = 1 << 20, .when_full = OverflowPolicy::drop_oldest});
  subscribe();
  desk.members().replace({});
  read(1'000);
  loop.advance(std::chrono::seconds{10});
  EXPECT_GE(sink.got.size(), 200U);
  EXPECT_LE(sink.got.size(), 300U);
  for (std::size_t seen = 0; seen < 1'000; loop.advance(std::chrono::seconds{1})) {
    ASSERT_LT(seen, sink.got.size());
    for (; seen < sink.got.size(); ++seen) outbox.on_delivered(sink.got[seen].ticket);
  }
  EXPECT_EQ(sink.got.size(), 1'000U);
  for (const auto& dropped : outbox_probe.dropped) EXPECT_EQ(dropped.value(), 0U);
}

TEST_F(TableUnitTest, ReadsATableAgainThatHasMoreRowsThanAreKept) {
  start(test::roomy, {10, 1 << 20});
  subscribe();
  desk.members().replace({});
  read(15);
  EXPECT_EQ(sink.got.size(), 10U);
  EXPECT_EQ(probe.unread.value(), 1);
  loop.advance(std::chrono::minutes{1});
  EXPECT_EQ(broker.readers, 2);
  read(5);
  EXPECT_EQ(sink.got.size(), 15U);
  EXPECT_EQ(probe.unread.value(), 0);
  loop.advance(std::chrono::minutes{10});
  EXPECT_EQ(broker.readers, 2);
}

TEST_F(TableUnitTest, ReadsOnceTheRowsOfAnEarlierProcessAreWritten) {
  holds_recovered = true;
  start();
  loop.advance(std::chrono::minutes{1});
  EXPECT_EQ(broker.readers, 0);
  EXPECT_EQ(probe.unread.value(), 1);
  holds_recovered = false;
  loop.advance(std::chrono::seconds{1});
  EXPECT_EQ(broker.readers, 1);
}

TEST_F(TableUnitTest, RemovesNothingOnceItIsStopped) {
  start();
  read(2);
  unit->stop();
  subscribe();
  desk.members().replace({});
  loop.advance(std::chrono::minutes{10});
  EXPECT_THAT(sink.got, IsEmpty());
}

}  // namespace
}  // namespace sluice::app
