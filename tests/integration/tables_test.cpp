#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/member.hpp"
#include "tests/support/stage_fixture.hpp"

// Tables of members over a restart of the gateway.
namespace sluice::test {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

class MqttTableTest : public StageFixture {
 protected:
  /// `more`: keys of the route.
  void configure(const std::string& more = "table: true") {
    stage.clear();
    stage.connection("market").channels("presence-desk").signs("user_id: sluice");
    stage.mqtt("floor");
    stage.route("floor", "members/{connection}/{channel}/{user_id}").with(more);
  }

  GatewayProcess& start(const std::string& more = "table: true") {
    configure(more);
    return stage.start();
  }

  /// Waits until the broker was told that the row exists, or exists no more, after message number
  /// `from`. Returns the number of the message after that.
  std::size_t wait_row(const std::string& user_id, bool exists, std::size_t from = 0) {
    for (;; ++from) {
      const MqttMessage message = stage.listener().wait_messages(1, within(start_time), from).at(0);
      if (message.topic == row(user_id) && message.payload.empty() != exists) return from + 1;
    }
  }

  /// The rows that the broker keeps, as a client learns that comes now.
  std::set<std::string> kept_rows() {
    MqttListener late{stage.driver(), {.url = stage.broker().url()}};
    late.publish("end", "");  // the retained messages come before it
    std::set<std::string> topics;
    for (std::size_t seen = 0;; ++seen) {
      const MqttMessage message = late.wait_messages(seen + 1).at(seen);
      if (message.topic == "end") return topics;
      topics.insert(message.topic);
    }
  }

  static std::string row(const std::string& user_id) {
    return "members/market/presence-desk/" + user_id;
  }
};

TEST_F(MqttTableTest, LosesTheRowOfAMemberWhoLeftWhileNoGatewayRan) {
  Member ann{stage.driver(), stage.server(), stage.auth(), "+49/ann"};
  Member bob{stage.driver(), stage.server(), stage.auth(), "bob"};
  ann.subscribe("presence-desk");
  bob.subscribe("presence-desk");
  start();
  wait_row("%2B49%2Fann", true);
  wait_row("bob", true);
  // What others keep there is none of our rows.
  stage.listener().publish("members/other/presence-desk/ann", "kept", 1, true);
  stage.listener().publish(row("%41"), "kept", 1, true);
  stage.listener().publish(row("a/b"), "kept", 1, true);
  EXPECT_EQ(stage.gateway().terminate(), 0);

  ann.unsubscribe("presence-desk");
  start();
  wait_row("%2B49%2Fann", false);
  EXPECT_THAT(kept_rows(),
              UnorderedElementsAre(row("bob"), row("sluice"), "members/other/presence-desk/ann",
                                   row("%41"), row("a/b")));
  stage.gateway().wait_metric("sluice_tables_unread", {{"sink", "floor"}}, 0);
  EXPECT_EQ(stage.gateway().metric("sluice_table_rows_removed_total", {{"sink", "floor"}}), 1);
  EXPECT_EQ(stage.gateway().terminate(), 0);
}

TEST_F(MqttTableTest, LosesItOnceTheBrokerIsThereThatWasAwayAtTheStart) {
  Member ann{stage.driver(), stage.server(), stage.auth(), "ann"};
  ann.subscribe("presence-desk");
  start();
  wait_row("ann", true);
  EXPECT_EQ(stage.gateway().terminate(), 0);

  ann.unsubscribe("presence-desk");
  stage.broker().stop();
  configure();
  stage.ready("{sinks: none}");
  stage.start();
  EXPECT_EQ(stage.gateway().metric("sluice_tables_unread", {{"sink", "floor"}}), 1);
  stage.broker().start();
  wait_row("ann", false);
  stage.gateway().wait_metric("sluice_tables_unread", {{"sink", "floor"}}, 0);
  EXPECT_THAT(kept_rows(), UnorderedElementsAre(row("sluice")));
  EXPECT_EQ(stage.gateway().terminate(), 0);
}

TEST_F(MqttTableTest, LeavesOutOurOwnMemberOnRequest) {
  Member ann{stage.driver(), stage.server(), stage.auth(), "ann"};
  ann.subscribe("presence-desk");
  start();
  wait_row("sluice", true);
  EXPECT_EQ(stage.gateway().terminate(), 0);
  start("table: true, own_member: false");
  const auto removed = wait_row("sluice", false);
  EXPECT_THAT(kept_rows(), UnorderedElementsAre(row("ann")));
  ann.unsubscribe("presence-desk");
  const auto left = wait_row("ann", false, removed);
  EXPECT_THAT(kept_rows(), IsEmpty());
  // The gateway comes back as the same member, and nothing is written of it.
  stage.server().kill();
  stage.server().start();
  ann.wait_state("connected");
  ann.subscribe("presence-desk");
  wait_row("ann", true, left);
  EXPECT_THAT(kept_rows(), UnorderedElementsAre(row("ann")));
  EXPECT_EQ(stage.gateway().terminate(), 0);
}

class KafkaTableTest : public StageFixture {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(KafkaBroker);
    StageFixture::SetUp();
    if (IsSkipped()) return;
    kafka = stage.kafka_broker().address();
    create_topic(kafka, "members", 3, {{"cleanup.policy", "compact"}});
    table.emplace(kafka, std::vector<std::string>{"members"});
    stage.connection("market").channels("presence-desk").signs("user_id: sluice");
    stage.kafka("log").with("properties: {compression.type: lz4}");
    stage.route("log", "members").with("table: true, headers: {who: \"{user_id}\"}");
  }

  /// Waits until the row was written, or its tombstone, as record number `from` or later; returns
  /// the record's headers.
  std::map<std::string, std::string> wait_row(const std::string& key, bool exists,
                                              std::size_t from = 0) {
    for (;; ++from) {
      const KafkaRecord& record = table->wait_records(from + 1, within(start_time)).at(from);
      if (record.key == key && record.payload.has_value() == exists) return record.headers;
    }
  }

  /// The keys that a compaction would leave, of the records so far.
  std::set<std::string> kept_rows() {
    std::set<std::string> keys;
    for (const KafkaRecord& record : table->wait_records(0)) {
      record.payload ? void(keys.insert(record.key)) : void(keys.erase(record.key));
    }
    return keys;
  }

  std::string kafka;  ///< its address
  std::optional<KafkaListener> table;
};

TEST_F(KafkaTableTest, LosesTheRowOfAMemberWhoLeftWhileNoGatewayRan) {
  Member ann{stage.driver(), stage.server(), stage.auth(), "ann/1"};
  Member bob{stage.driver(), stage.server(), stage.auth(), "bob"};
  ann.subscribe("presence-desk");
  bob.subscribe("presence-desk");
  stage.start();
  wait_row("market/presence-desk/ann/1", true);
  wait_row("market/presence-desk/bob", true);
  // The records of others are none of our rows.
  for (const char* key : {"other/presence-desk/ann", "market/presence-hall/ann", "ann"}) {
    produce(kafka, "members", key, "kept");
  }
  EXPECT_EQ(stage.gateway().terminate(), 0);

  ann.unsubscribe("presence-desk");
  stage.start();
  EXPECT_EQ(wait_row("market/presence-desk/ann/1", false).at("who"), "ann/1");
  stage.gateway().wait_metric("sluice_tables_unread", {{"sink", "log"}}, 0);
  EXPECT_EQ(stage.gateway().metric("sluice_table_rows_removed_total", {{"sink", "log"}}), 1);
  EXPECT_EQ(stage.gateway().terminate(), 0);
  EXPECT_THAT(kept_rows(),
              UnorderedElementsAre("market/presence-desk/bob", "market/presence-desk/sluice",
                                   "other/presence-desk/ann", "market/presence-hall/ann", "ann"));
}

}  // namespace
}  // namespace sluice::test
