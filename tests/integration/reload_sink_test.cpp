#include <gmock/gmock.h>

#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

// Sinks come, go and change while events flow.
namespace sluice::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* path = "/api/v1/reload";
constexpr const char* closed_port = "mqtt://127.0.0.1:1";

class ReloadSinkTest : public StageFixture {
 protected:
  /// One route to each of these sinks, with its name as topic.
  void configure(const std::vector<std::string>& sinks, const std::string& more = "qos: 1") {
    stage.clear();
    stage.key("shards: 2");
    stage.key("drain_timeout: 1s");
    stage.connection("shop").channels("private-orders").asks(stage.auth());
    stage.ready("{sinks: none}");
    stage.broker();
    for (const auto& name : sinks) {
      stage.mqtt(name).with(more);
      stage.route(name, name);
    }
  }
  void keep_a_journal() {
    stage.key("journal: {path: \"" + (folder.path() / "journal").string() +
              "\", segment_bytes: 1MiB}");
  }
  void reload() {
    stage.rewrite();
    const auto answer = stage.gateway().post(path);
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  void publish(int from, int to) {
    for (int number = from; number < to; ++number) {
      stage.publisher().trigger("private-orders", "tick", std::to_string(number));
    }
  }
  [[nodiscard]] static std::vector<int> numbers(int from, int to) {
    std::vector<int> all(static_cast<std::size_t>(to - from));
    std::iota(all.begin(), all.end(), from);
    return all;
  }
  static void expect_on(const std::string& topic, const std::vector<int>& wanted,
                        const std::vector<MqttMessage>& messages) {
    std::vector<int> came;
    for (const auto& message : messages) {
      if (message.topic == topic) came.push_back(std::stoi(message.payload));
    }
    EXPECT_EQ(came, wanted) << topic;
  }

  TemporaryFolder folder;
};

TEST_F(ReloadSinkTest, AChangedSinkLosesNothingWhileEventsFlow) {
  configure({"floor"}, "qos: 1, client_id: one");
  GatewayProcess& gateway = stage.start();
  publish(0, 50);
  configure({"floor"}, "qos: 1, client_id: two, outbox: {max_records: 5000}");
  stage.rewrite();
  publish(50, 100);
  reload();
  publish(100, 150);
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 150);
  std::set<std::string> payloads;
  for (const auto& message : stage.listener().wait_messages(150)) payloads.insert(message.payload);
  EXPECT_EQ(payloads.size(), 150U);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadSinkTest, AWrongAddressIsCorrectedAndTheRecordsThatWaitedArriveInOrder) {
  configure({"floor"});
  stage.mqtt("floor", closed_port);
  GatewayProcess& gateway = stage.start();
  publish(0, 20);
  gateway.wait_metric("sluice_outbox_records", {}, 20);
  configure({"floor"});
  reload();
  expect_on("floor", numbers(0, 20), stage.listener().wait_messages(20));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadSinkTest, ASinkComesAndGoesBesideOneThatNoticesNothing) {
  configure({"floor"});
  GatewayProcess& gateway = stage.start();
  publish(0, 1);
  configure({"floor", "attic"});
  reload();
  publish(1, 3);
  stage.listener().wait_messages(5);
  configure({"floor"});
  reload();
  EXPECT_THAT(gateway.get("/metrics").body, Not(HasSubstr("\"attic\"")));
  publish(3, 4);
  const auto messages = stage.listener().wait_messages(6);
  expect_on("floor", numbers(0, 4), messages);
  expect_on("attic", numbers(1, 3), messages);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadSinkTest, WhatARemovedSinkHeldIsKeptInItsJournalUntilItComesBack) {
  configure({"floor", "attic"});
  keep_a_journal();
  stage.mqtt("attic", closed_port);
  GatewayProcess& gateway = stage.start();
  publish(0, 20);
  gateway.wait_metric("sluice_outbox_records", {{"sink", "attic"}}, 20);
  configure({"floor"});
  keep_a_journal();
  reload();
  gateway.wait_logged({"a sink that is removed", "sink=attic"});
  publish(20, 21);
  configure({"floor", "attic"});
  keep_a_journal();
  reload();
  publish(21, 22);
  const auto messages = stage.listener().wait_messages(22 + 21);
  expect_on("floor", numbers(0, 22), messages);
  auto on_attic = numbers(0, 20);
  on_attic.push_back(21);
  expect_on("attic", on_attic, messages);
  EXPECT_EQ(gateway.metric("sluice_journal_recovered_total", {{"sink", "attic"}}), 20);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadSinkTest, ARemovedSinkGivesUpWhatItCannotSendWithoutAJournal) {
  configure({"floor", "attic"});
  stage.mqtt("attic", closed_port);
  GatewayProcess& gateway = stage.start();
  publish(0, 3);
  gateway.wait_metric("sluice_outbox_records", {{"sink", "attic"}}, 3);
  configure({"floor"});
  reload();
  gateway.wait_logged({"its records are given up", "records=3"});
  publish(3, 4);
  expect_on("floor", numbers(0, 4), stage.listener().wait_messages(4));
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
