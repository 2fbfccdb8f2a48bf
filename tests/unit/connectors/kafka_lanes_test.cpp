#include "connectors/kafka/kafka_lanes.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <string>
#include "tests/unit/connectors/java_partitions.hpp"

namespace sluice::connectors {
namespace {

using Choice = KafkaLanes::Choice;

TEST(KafkaPartitionerTest, ChoosesThePartitionThatJavaClientsChoose) {
  for (const auto& [key, hash] : murmur2_vectors) {
    for (const std::int32_t count : {1, 7, 100}) {
      EXPECT_EQ(partitioner_of("murmur2_random").partition(key, count), java_partition(hash, count))
          << key;
    }
  }
}

TEST(KafkaPartitionerTest, KnowsWhetherAKeyHasASay) {
  EXPECT_EQ(partitioner_of("random").partition, nullptr);
  EXPECT_FALSE(partitioner_of("consistent_random").keyless_too);
  EXPECT_TRUE(partitioner_of("fnv1a").keyless_too);
}

/// The key is the number of the partition, until there are more.
std::int32_t by_number(std::string_view key, std::int32_t partitions) noexcept {
  return std::stoi(std::string{key}) % partitions;
}

struct KafkaLanesTest : testing::Test {
  Choice choose(std::string_view key, std::string_view topic = "t") {
    return lanes.choose({topic, key, "1234", {}}, now);
  }
  /// Submits it where its lane is open.
  Choice submit(std::string_view key, std::string_view topic = "t") {
    const Choice choice = choose(key, topic);
    if (choice.open) lanes.submitted(choice, {++ticket});
    return choice;
  }
  void settle(std::uint64_t number, std::int32_t partition, std::string_view topic = "t") {
    lanes.delivered(topic, partition, {number}, KafkaLanes::bytes_of(topic, 1, 4));
  }
  /// Knows the partitions, each of which has delivered its first record.
  void know(std::int32_t count, std::string_view topic = "t") {
    std::ignore = choose("0", topic);
    EXPECT_FALSE(lanes.partitions_are(topic, count));
    for (std::int32_t partition = 0; partition < count; ++partition) begin(partition, topic);
  }
  void begin(std::int32_t partition, std::string_view topic = "t") {
    const Choice choice = choose(std::to_string(partition), topic);
    ASSERT_EQ(choice.partition, partition);
    ASSERT_TRUE(choice.open);
    constexpr Ticket first{1};
    lanes.submitted(choice, first);
    lanes.delivered(topic, partition, first, choice.bytes);
  }
  int fill(std::string_view key) {
    int count = 0;
    while (count < 10'000 && submit(key).open) ++count;
    return count;
  }

  Window window{.records = 100, .bytes = 100'000};
  KafkaLanes lanes{window, {by_number, false}};
  Time now{};
  std::uint64_t ticket = 0;
};

TEST_F(KafkaLanesTest, ALaneHasNoMoreThanTheRestOfTheWindow) {
  know(4);
  EXPECT_EQ(fill("0"), 50);
  EXPECT_EQ(fill("1"), 25);
  EXPECT_TRUE(submit("2").open);
  EXPECT_FALSE(submit("0").open);
}

TEST_F(KafkaLanesTest, LeavesRoomHoweverManyPartitionsStandStill) {
  know(64);
  for (int i = 0; i < 63; ++i) {
    while (submit(std::to_string(i)).open) {
    }
  }
  EXPECT_TRUE(submit("63").open);
}

TEST_F(KafkaLanesTest, BoundsTheBytesOfALaneToo) {
  lanes = KafkaLanes{{.records = 100, .bytes = 60}, {by_number, false}};
  know(4);
  EXPECT_EQ(fill("0"), 5) << "six bytes each";
}

TEST_F(KafkaLanesTest, ALaneThatIsFullStaysSoUntilItIsCalledReady) {
  know(4);
  fill("0");
  const Choice refused = choose("0");
  for (std::uint64_t i = 1; i <= 10; ++i) settle(i, 0);
  EXPECT_FALSE(choose("0").open);
  EXPECT_EQ(lanes.take_ready().id, refused.lane.id);
  EXPECT_EQ(lanes.take_ready().id, 0U);
  EXPECT_TRUE(choose("0").open);
}

TEST_F(KafkaLanesTest, ATopicIsOneLaneUntilItsPartitionsAreKnown) {
  EXPECT_EQ(submit("0").partition, KafkaLanes::unassigned);
  fill("1");
  const Choice refused = choose("2");
  EXPECT_FALSE(refused.open);
  EXPECT_FALSE(lanes.partitions_are("t", 4));
  EXPECT_FALSE(choose("2").open) << "what waits comes first";
  EXPECT_EQ(lanes.take_ready().id, refused.lane.id);
  EXPECT_EQ(choose("2").partition, 2);
  for (std::uint64_t i = 1; i <= ticket; ++i) settle(i, 1);
  submit("2");
  settle(ticket, 2);
  EXPECT_EQ(fill("2"), 50);
}

TEST_F(KafkaLanesTest, KnowsTheRecordsOfAWholeTopicWhateverTheOrderOfTheirTickets) {
  const auto take = [&](std::string_view key, std::uint64_t number) {
    const Choice choice = choose(key);
    ASSERT_TRUE(choice.open);
    lanes.submitted(choice, {number});
  };
  take("0", 4);
  settle(4, 0);
  take("0", 9);  // as one that was read back from the disk, and so has a later ticket
  take("0", 5);
  settle(9, 0);
  EXPECT_FALSE(lanes.partitions_are("t", 1));
  take("0", 3);
  settle(3, 0);
  settle(5, 0);
  ticket = 9;
  EXPECT_EQ(fill("0"), 50);
}

TEST_F(KafkaLanesTest, TheFirstRecordOfAPartitionGoesAloneUntilItIsDelivered) {
  EXPECT_EQ(fill("0"), 1) << "the topic is one lane";
  settle(1, 0);
  EXPECT_FALSE(lanes.partitions_are("t", 2));
  std::ignore = lanes.take_ready();
  EXPECT_EQ(fill("1"), 1);
  lanes.rejected("t", 1, {2}, KafkaLanes::bytes_of("t", 1, 4));
  std::ignore = lanes.take_ready();
  EXPECT_EQ(fill("1"), 1) << "no record of it is delivered yet";
  settle(3, 1);
  std::ignore = lanes.take_ready();
  EXPECT_GT(fill("1"), 1);
  EXPECT_GT(fill("0"), 1) << "it had one while the topic was one lane";
  lanes.client_lost();
  EXPECT_EQ(fill("0"), 1);
}

TEST_F(KafkaLanesTest, ALaneWhoseTopicWaitedForAGroupIsOpen) {
  submit("0");
  lanes.batch_failed("t", KafkaLanes::unassigned, 48, nullptr);
  EXPECT_FALSE(choose("1").open);
  EXPECT_FALSE(lanes.partitions_are("t", 2));
  std::ignore = lanes.take_ready();
  EXPECT_TRUE(choose("1").open);
}

TEST_F(KafkaLanesTest, ATopicThatIsNotKnownIsToldWhenItIsAskedForTheSecondTime) {
  submit("0");
  EXPECT_FALSE(lanes.partitions_are("t", 0));
  EXPECT_TRUE(lanes.partitions_are("t", 0));
  settle(1, 0);
  EXPECT_FALSE(lanes.partitions_are("t", 0)) << "nothing waits for it";
}

TEST_F(KafkaLanesTest, AKeyStaysWhereItIsUntilItsRecordsAreSettled) {
  know(2);
  submit("2");  // partition 0
  submit("3");  // partition 1
  EXPECT_FALSE(lanes.partitions_are("t", 4));
  const Choice moving = submit("2");
  EXPECT_FALSE(moving.open) << "it is to move to partition 2";
  EXPECT_EQ(submit("1").partition, 1) << "it stays where it is";
  EXPECT_EQ(lanes.take_ready().id, 0U);
  settle(1, 0);
  EXPECT_EQ(lanes.take_ready().id, moving.lane.id);
  EXPECT_EQ(submit("2").partition, 2);
  EXPECT_FALSE(submit("3").open);
}

TEST_F(KafkaLanesTest, MovesAllKeysOnceNothingFromBeforeIsLeft) {
  know(2);
  submit("3");
  EXPECT_FALSE(lanes.partitions_are("t", 4));
  settle(1, 1);
  EXPECT_FALSE(lanes.partitions_are("t", 8));
  EXPECT_EQ(submit("7").partition, 7);
}

TEST_F(KafkaLanesTest, RecordsWithoutAKeyGoAroundTheLanesThatAreFull) {
  know(3);
  fill("0");
  std::set<std::int32_t> partitions;
  for (int i = 0; i < 6; ++i, now += Duration{20}) partitions.insert(submit("").partition);
  EXPECT_THAT(partitions, testing::ElementsAre(1, 2));
}

TEST_F(KafkaLanesTest, RecordsWithoutAKeyStayForAWhile) {
  know(3);
  const std::int32_t first = submit("").partition;
  EXPECT_EQ(submit("").partition, first);
  now += Duration{20};
  EXPECT_NE(submit("").partition, first);
}

TEST_F(KafkaLanesTest, AFailedBatchMakesItsLaneCareful) {
  know(2);
  for (int i = 0; i < 8; ++i) submit("0");
  submit("1");
  const Ticket newest{ticket};
  lanes.batch_failed("t", 0, 48, &newest);
  lanes.client_lost();
  begin(0);
  begin(1);
  EXPECT_EQ(fill("0"), 2) << "a quarter of the batch";
  EXPECT_GT(fill("1"), 2);
}

TEST_F(KafkaLanesTest, ForgetsIdleTopicsOnceThereAreMany) {
  know(2, "idle");
  know(2, "busy");
  submit("0", "busy");
  for (int i = 0; i < 5'000; ++i) std::ignore = choose("0", "t" + std::to_string(i));
  EXPECT_EQ(submit("0", "busy").partition, 0) << "a topic with records is kept";
  settle(2, 0, "busy");
  settle(1, 0, "busy");
  EXPECT_EQ(choose("0", "idle").partition, KafkaLanes::unassigned) << "an idle one is forgotten";
}

TEST_F(KafkaLanesTest, NothingIsFullAfterAClientIsLost) {
  know(2);
  fill("0");
  fill("1");
  lanes.client_lost();
  EXPECT_EQ(lanes.take_ready().id, 0U);
  begin(1);
  EXPECT_EQ(fill("1"), 50);
}

}  // namespace
}  // namespace sluice::connectors
