#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <set>

#include "tests/support/arrivals.hpp"
#include "tests/support/caller.hpp"
#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

const std::vector<std::string> stream_channels{"left", "right"};

class JournalTest : public StageFixture {
 protected:
  void SetUp() override {
    StageFixture::SetUp();
    if (!IsSkipped()) configure(1);
  }

  void kill_while_the_broker_is_down();
  void configure(int shards, const std::string& outbox = "outbox: {}",
                 const std::string& journal = "max_age: 0s") {
    stage.clear();
    stage.key("shards: " + std::to_string(shards));
    stage.key("journal: {path: \"" + path().string() + "\", segment_bytes: 1MiB, " + journal + "}");
    stage.key("drain_timeout: 1s");
    stage.connection("shop").channels("left, right").with("reconnect: {initial: 50ms, max: 500ms}");
    stage.mqtt("floor").with("qos: 1, window: 50").with(outbox);
    stage.route("floor", "out/{channel}/{event}");
    stage.ready("{sinks: none}");
  }
  [[nodiscard]] std::filesystem::path path() const { return folder.path() / "journal"; }

  TemporaryFolder folder;
};

double sum(GatewayProcess& gateway, const std::string& name) {
  return gateway.metric(name).value_or(0);
}

void await_more_events(GatewayProcess& gateway, double more) {
  const std::string name = "sluice_events_received_total";
  gateway.wait_metric(name, {}, sum(gateway, name) + more);
}

/// Each number that came, without one left out between the first and the last.
void expect_no_hole(const std::vector<int>& numbers, int first, int last,
                    std::source_location caller = std::source_location::current()) {
  const auto trace = called_from(caller);
  std::set<int> came(numbers.begin(), numbers.end());
  for (int number = first; number <= last; ++number) {
    EXPECT_TRUE(came.contains(number)) << number << " is lost";
  }
}

/// Kills the gateway in mid-flow with the broker down, and compares what came with what was sent.
void JournalTest::kill_while_the_broker_is_down() {
  Mosquitto& broker = stage.broker();
  Publisher& publisher = stage.publisher();
  Arrivals at_broker;
  const auto publish = [&](int from, int to) {
    for (int number = from; number <= to; ++number) {
      publisher.trigger(stream_channels, std::to_string(number), "data");
    }
  };
  {
    GatewayProcess& gateway = stage.start();
    publish(1, 100);
    gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 200);
    broker.process().signal(SIGKILL);
    broker.process().wait_exit();
    append(at_broker, arrivals_at_broker(broker.process()));
    publish(101, 300);
    gateway.wait_metric("sluice_events_received_total", {}, 600);
    gateway.wait_metric("sluice_journal_written_total", {}, 600);
    gateway.process().signal(SIGKILL);
    gateway.process().wait_exit();
  }
  GatewayProcess& gateway = stage.start();
  EXPECT_GE(sum(gateway, "sluice_journal_recovered_total"), 400);
  EXPECT_EQ(sum(gateway, "sluice_journal_lost_total"), 0);
  publish(301, 320);
  gateway.wait_metric("sluice_events_received_total", {}, 40);
  broker.start();
  const double held = sum(gateway, "sluice_journal_recovered_total") + 40;
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, held);
  append(at_broker, arrivals_at_broker(broker.process()));
  EXPECT_EQ(first_arrivals(at_broker), everything(stream_channels, 320));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(JournalTest, AKillInMidFlowWithTheBrokerDownLosesNothingAndKeepsTheOrder) {
  kill_while_the_broker_is_down();
}

TEST_F(JournalTest, AKillLosesNothingAndKeepsTheOrderBeyondTheMemoryToo) {
  configure(1, "outbox: {max_records: 100}");
  kill_while_the_broker_is_down();
}

TEST_F(JournalTest, WhatIsNotDeliveredAtTheEndIsKeptAndThatIsNoError) {
  Mosquitto& broker = stage.broker();
  broker.kill();
  EventStream stream{stage.server(), stream_channels};
  {
    GatewayProcess& gateway = stage.start();
    await_more_events(gateway, 300);
    EXPECT_EQ(gateway.terminate(), 0);
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("records are kept in the journal")));
  }
  const int last = stream.stop();
  GatewayProcess& gateway = stage.start();
  const double kept = sum(gateway, "sluice_journal_recovered_total");
  EXPECT_GE(kept, 300);
  broker.start();
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, kept);
  for (const auto& [channel, numbers] : first_arrivals(arrivals_at_broker(broker.process()))) {
    EXPECT_TRUE(std::ranges::is_sorted(numbers)) << channel;
    expect_no_hole(numbers, numbers.front(), numbers.back());
    EXPECT_LE(numbers.back(), last);
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(JournalTest, FewerShardsSendWhatMoreShardsHadKept) {
  Mosquitto& broker = stage.broker();
  broker.kill();
  EventStream stream{stage.server(), stream_channels};
  double kept = 0;
  bool adopted = false;
  for (const int shards : {4, 3, 2}) {
    configure(shards);
    GatewayProcess& gateway = stage.start();
    EXPECT_GE(sum(gateway, "sluice_journal_recovered_total"), kept);
    await_more_events(gateway, 50);
    EXPECT_EQ(gateway.terminate(), 0);
    configure(1);
    GatewayProcess& again = stage.launch();
    again.wait_started();
    kept = sum(again, "sluice_journal_recovered_total");
    EXPECT_GE(kept, 50);
    again.process().signal(SIGKILL);
    again.process().wait_exit();
    for (int shard = 1; shard < shards; ++shard) {
      const std::string recovered = "records recovered\" sink=floor folder=floor/";
      const auto line = recovered + std::to_string(shard);
      adopted |= std::ranges::any_of(
          again.log(), [&](const auto& l) { return l.find(line) != std::string::npos; });
    }
  }
  EXPECT_TRUE(adopted) << "the connection was on the same shard each time";
  stream.stop();
}

TEST_F(JournalTest, WhatHasWaitedTooLongIsNotSentAndCounted) {
  configure(1, "outbox: {}", "max_age: 1s");
  Mosquitto& broker = stage.broker();
  broker.kill();
  {
    GatewayProcess& gateway = stage.start();
    for (int number = 1; number <= 10; ++number) {
      stage.publisher().trigger(stream_channels, std::to_string(number), "data");
    }
    gateway.wait_metric("sluice_records_dropped_total", {{"reason", "too_old"}}, 20);
    EXPECT_EQ(gateway.terminate(), 0);
  }
  GatewayProcess& gateway = stage.start();
  EXPECT_EQ(sum(gateway, "sluice_journal_recovered_total"), 0);
  broker.start();
  gateway.wait_metric("sluice_sink_up", {{"sink", "floor"}}, 1);
  stage.publisher().trigger(stream_channels, "11", "data");
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 2);
  const Arrivals arrived = arrivals_at_broker(broker.process());
  for (const auto& channel : stream_channels) {
    EXPECT_THAT(arrived.at(channel), testing::ElementsAre(11)) << channel;
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(JournalTest, OneProcessHasAFolder) {
  GatewayProcess& gateway = stage.start();
  GatewayProcess& second = stage.launch();
  EXPECT_EQ(second.process().wait_exit(), 2);
  EXPECT_THAT(second.log(), Contains(HasSubstr(path().string() + ": another process uses it")));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(JournalTest, AFolderThatCannotBeHadIsAnErrorAtTheStart) {
  folder.write("journal", "a file");
  GatewayProcess& gateway = stage.launch();
  EXPECT_EQ(gateway.process().wait_exit(), 2);
  EXPECT_THAT(gateway.log(), Contains(HasSubstr(path().string() + ": Not a directory")));
}

TEST_F(JournalTest, NobodyElseCanReadIt) {
  GatewayProcess& gateway = stage.start();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path())) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(077),
              std::filesystem::perms::none)
        << entry.path();
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
