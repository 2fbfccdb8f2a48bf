#include "gateway/app/broker_status.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sluice::app {
namespace {

using nlohmann::json;
using std::chrono::seconds;

constexpr Time now{seconds{1000}};

struct SinkStatusTest : testing::Test {
  SinkStatusTest() { probe.name = "events"; }
  [[nodiscard]] SinkStatus snapshot(std::optional<Time> oldest = {}) const {
    return snapshot_of({probe, outbox, journal_}, "kafka", oldest, now);
  }
  /// How long ago the broker was reached, or lost.
  void set_up(bool up, seconds ago) { probe.set_up(up, now - ago); }

  connectors::SinkProbe probe;
  relay::OutboxProbe outbox;
  journal::JournalProbe journal;
  const journal::JournalProbe* journal_ = nullptr;
};

TEST_F(SinkStatusTest, ShowsASinkThatIsUpAndHoldsNothing) {
  probe.up.set(1);
  EXPECT_EQ(status_of(snapshot()),
            R"({"sink":"events","type":"kafka","state":"up","records":0,"bytes":0,)"
            R"("delivered":0,"rejected":0,"dead_lettered":0,"dropped":{}})");
}

TEST_F(SinkStatusTest, SaysSinceWhenItIsUpOrDown) {
  EXPECT_FALSE(json::parse(status_of(snapshot())).contains("state_seconds"))
      << "down from the start";
  set_up(true, seconds{50});
  set_up(true, seconds{40});
  EXPECT_EQ(json::parse(status_of(snapshot()))["state_seconds"], 50) << "it was up before";
  set_up(false, seconds{30});
  EXPECT_EQ(json::parse(status_of(snapshot()))["state_seconds"], 30);
}

TEST_F(SinkStatusTest, OfSeveralShardsIsUpSinceTheLastAndDownSinceTheFirst) {
  const auto joint = [](const SinkStatus& one, SinkStatus other) {
    join(other, one);
    return other.state_for;
  };
  const auto sink = [](bool up, std::optional<Duration> state_for) {
    SinkStatus status;
    status.up = up;
    status.state_for = state_for;
    return status;
  };
  const SinkStatus up_long = sink(true, seconds{50});
  const SinkStatus up = sink(true, seconds{20});
  const SinkStatus down_long = sink(false, seconds{40});
  const SinkStatus down = sink(false, seconds{10});
  const SinkStatus never_up = sink(false, {});
  EXPECT_EQ(joint(up, up_long), up.state_for);
  EXPECT_EQ(joint(down, down_long), down_long.state_for);
  EXPECT_EQ(joint(up, down), down.state_for);
  EXPECT_EQ(joint(down_long, up), down_long.state_for);
  EXPECT_EQ(joint(never_up, down), std::nullopt) << "down from the start";
}

TEST_F(SinkStatusTest, ShowsTheJournalOfAllShardsAtItsWorst) {
  journal_ = &journal;
  journal.bytes.set(100);
  SinkStatus all = snapshot();
  EXPECT_EQ(json::parse(status_of(all))["journal"], json::parse(R"({"state":"good","bytes":100})"));
  journal.full.set(1);
  join(all, snapshot());
  EXPECT_EQ(json::parse(status_of(all))["journal"], json::parse(R"({"state":"full","bytes":200})"));
  journal.failed.set(1);
  join(all, snapshot());
  EXPECT_EQ(json::parse(status_of(all))["journal"]["state"], "failed");
}

TEST_F(SinkStatusTest, ShowsWhatIsHeldForHowLongAndWhatWasLost) {
  outbox.records.set(12);
  outbox.bytes.set(3456);
  outbox.settled[std::size_t(Outcome::rejected)].add(2);
  outbox.dropped[std::size_t(relay::DropReason::too_large)].add(5);
  probe.last_error = {"127.0.0.1:9092/1: Connect failed", now - seconds{7}};
  EXPECT_EQ(
      status_of(snapshot(now - Duration{93'900})),
      R"({"sink":"events","type":"kafka","state":"down","records":12,"bytes":3456,)"
      R"("oldest_seconds":93,"delivered":0,"rejected":2,"dead_lettered":0,"dropped":{"too_large":5},"last_error":)"
      R"({"text":"127.0.0.1:9092/1: Connect failed","seconds_ago":7}})");
}

TEST_F(SinkStatusTest, IsJsonWhateverBytesTheLastErrorHas) {
  probe.last_error = {"\xff \"quoted\"\n", now};
  EXPECT_EQ(json::parse(status_of(snapshot()))["last_error"]["text"], "\xEF\xBF\xBD \"quoted\"\n");
}

TEST_F(SinkStatusTest, OfSeveralShardsIsTheSumTheOldestAndTheYoungestError) {
  probe.up.set(1);
  outbox.records.set(1);
  outbox.bytes.set(10);
  probe.last_error = {"old", now - seconds{9}};
  SinkStatus all = snapshot(now - seconds{3});
  probe.up.set(0);
  outbox.settled[std::size_t(Outcome::rejected)].add(4);
  outbox.settled[std::size_t(Outcome::dead_lettered)].add(3);
  outbox.dropped[std::size_t(relay::DropReason::too_large)].add(5);
  probe.last_error = {"young", now - seconds{1}};
  join(all, snapshot(now - seconds{30}));
  probe.up.set(1);
  probe.last_error = {};
  join(all, snapshot());
  const json text = json::parse(status_of(all));
  EXPECT_EQ(text["state"], "down") << "as one shard does not reach it";
  EXPECT_EQ(text["records"], 3);
  EXPECT_EQ(text["bytes"], 30);
  EXPECT_EQ(text["oldest_seconds"], 30);
  EXPECT_EQ(text["rejected"], 8);
  EXPECT_EQ(text["dead_lettered"], 6);
  EXPECT_EQ(text["dropped"], json::parse(R"({"too_large":10})"));
  EXPECT_EQ(text["last_error"]["text"], "young");
}

TEST(SourceStatusTest, ShowsWhereASourceStands) {
  connectors::SourceProbe probe;
  returns::PathProbe path;
  probe.name = "commands";
  probe.up.set(1);
  path.received.add(9);
  path.pending.set(7);
  EXPECT_EQ(status_of(snapshot_of(probe, path, "mqtt", now)),
            R"({"source":"commands","type":"mqtt","state":"up","paused":false,"blocked":false,)"
            R"("received":9,"pending":7})");
  path.blocked.set(1);
  path.received_at = now - seconds{3};
  probe.lag.set(0);
  probe.last_error = {"topic in: not authorized", now - seconds{2}};
  const json text = json::parse(status_of(snapshot_of(probe, path, "mqtt", now)));
  EXPECT_EQ(text["lag"], 0);
  EXPECT_EQ(text["blocked"], true);
  EXPECT_EQ(text["last_message_seconds_ago"], 3);
  EXPECT_EQ(text["last_error"],
            json::parse(R"({"text":"topic in: not authorized","seconds_ago":2})"));
}

}  // namespace
}  // namespace sluice::app
