#include <gmock/gmock.h>

#include <map>

#include "connectors/kafka/kafka_partitioner.hpp"
#include "tests/unit/connectors/kafka_sink_fixture.hpp"

namespace sluice::connectors {
namespace {

using ::testing::HasSubstr;

constexpr int partitions = 4;

class KafkaLaneSinkTest : public KafkaSinkFixture {
 protected:
  KafkaLaneSinkTest() {
    settings.queue_records = 40;
    for (int i = 0; keys.size() < partitions; ++i) {
      const std::string key = "k" + std::to_string(i);
      keys.try_emplace(partitioner_of("murmur2_random").partition(key, partitions), key);
    }
  }

  /// To each partition of the topic.
  void offer_to_all(Sink& sink, const std::string& topic, int count) {
    for (int i = 0; i < count; ++i) {
      for (const auto& [partition, key] : keys) offer(sink, topic, key, std::to_string(i));
    }
  }
  /// How many records each partition of the topic has, which must be in order.
  std::map<int, int> found_in_order(const std::string& topic, std::size_t count) {
    std::map<int, int> found;
    for (const Consumed& message : consume(kafka.brokers(), topic, partitions, count)) {
      EXPECT_EQ(message.key, keys.at(message.partition));
      EXPECT_EQ(std::stoi(message.payload), found[message.partition]++) << message.partition;
    }
    return found;
  }

  std::map<std::int32_t, std::string> keys;  ///< one for each partition
};

TEST_F(KafkaLaneSinkTest, APartitionWithoutALeaderHoldsUpItsOwnRecordsOnly) {
  kafka.create_topic("trades", partitions);
  kafka.take_leader("trades", 0);
  const auto sink = make();
  offer_to_all(*sink, "trades", 2'000);
  ASSERT_TRUE(loop.run_until([&] { return delivered() == 3 * 2'000; }));
  EXPECT_EQ(outbox_probe.records.value(), 2'000);
  EXPECT_LT(outbox_probe.in_flight.value(), 40);
  kafka.give_leader("trades", 0);
  ASSERT_TRUE(drained());
  EXPECT_EQ(recorder.losses, 0);
  for (const auto& [partition, count] : found_in_order("trades", 8'000)) EXPECT_EQ(count, 2'000);
}

TEST_F(KafkaLaneSinkTest, APartitionThatLosesItsLeaderHoldsUpItsOwnRecordsOnly) {
  kafka.create_topic("trades", partitions);
  set("topic.metadata.refresh.interval.ms", "100");
  const auto sink = make();
  offer_to_all(*sink, "trades", 100);
  ASSERT_TRUE(drained());
  kafka.take_leader("trades", 2);
  offer_to_all(*sink, "trades", 2'000);
  ASSERT_TRUE(loop.run_until([&] { return delivered() >= 4 * 100 + 3 * 2'000; }));
  kafka.give_leader("trades", 2);
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 4 * 2'100U);
}

TEST_F(KafkaLaneSinkTest, ATopicThatDoesNotExistIsNamedAtOnceAndHoldsUpItsOwnRecordsOnly) {
  kafka.create_topic("trades", partitions);
  kafka.fail_topic("nowhere", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto sink = make();
  for (int i = 0; i < 500; ++i) offer(*sink, "nowhere", "k", "v");
  offer_to_all(*sink, "trades", 500);
  // Long before its grace is over.
  const std::string lines = log_until([&] {
    return delivered() == 4 * 500 && probe.last_error.text.find("nowhere") != std::string::npos;
  });
  EXPECT_EQ(outbox_probe.records.value(), 500);
  EXPECT_THAT(lines, HasSubstr("kafka topic does not exist"));
  EXPECT_EQ(rejected(), 0U);
}

TEST_F(KafkaLaneSinkTest, RecordsWithoutAKeyGoToPartitionsThatMove) {
  kafka.create_topic("trades", partitions);
  kafka.take_leader("trades", 1);
  const auto sink = make();
  offer(*sink, "trades", keys.at(0), "first");
  ASSERT_TRUE(drained());
  for (int i = 0; i < 4'000; ++i) offer(*sink, "trades", "", "v");
  ASSERT_TRUE(loop.run_until([&] { return delivered() > 3'900; }));
  kafka.give_leader("trades", 1);
  ASSERT_TRUE(drained());
}

}  // namespace
}  // namespace sluice::connectors
