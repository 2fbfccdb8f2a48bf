#include "connectors/kafka/kafka_positions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/support/seeded_random.hpp"

namespace sluice::connectors {
namespace {

struct KafkaPositionsTest : ::testing::Test {
  std::uint64_t receive(std::int64_t offset) { return positions.received("t", 0, offset); }
  std::optional<std::int64_t> settle(std::uint64_t number) {
    return positions.settled("t", 0, number);
  }
  KafkaPositions positions;
};

TEST_F(KafkaPositionsTest, PassesAMessageOnlyWhenAllBeforeItAreSettled) {
  const auto first = receive(10);
  const auto second = receive(11);
  const auto third = receive(12);
  EXPECT_EQ(settle(second), std::nullopt);
  EXPECT_EQ(settle(first), 12);
  EXPECT_EQ(settle(third), 13);
}

TEST_F(KafkaPositionsTest, SaysHowManyStandBehindOneThatIsNotSettled) {
  EXPECT_EQ(positions.remembered("t", 0), 0U);
  const auto first = receive(10);
  for (std::int64_t offset = 11; offset < 15; ++offset) (void)settle(receive(offset));
  EXPECT_EQ(positions.remembered("t", 0), 5U);
  (void)settle(first);
  EXPECT_EQ(positions.remembered("t", 0), 0U);
}

TEST_F(KafkaPositionsTest, GoesOnBehindTheLastOffsetWhereSomeAreMissing) {
  const auto first = receive(10);
  const auto after_compaction = receive(90);
  EXPECT_EQ(settle(first), 11);
  EXPECT_EQ(settle(after_compaction), 91);
}

TEST_F(KafkaPositionsTest, FollowsABrokerThatGoesBack) {
  const auto before = receive(100);
  const auto after_truncation = receive(5);
  EXPECT_EQ(settle(after_truncation), std::nullopt);
  EXPECT_EQ(settle(before), 6);
}

TEST_F(KafkaPositionsTest, KeepsPartitionsApart) {
  const auto waits = positions.received("t", 0, 7);
  const auto other = positions.received("t", 1, 3);
  const auto other_topic = positions.received("u", 0, 9);
  EXPECT_EQ(positions.settled("t", 1, other), 4);
  EXPECT_EQ(positions.settled("u", 0, other_topic), 10);
  EXPECT_EQ(positions.settled("t", 0, waits), 8);
}

TEST_F(KafkaPositionsTest, BeginsAnewWithAPartitionThatWasGivenUpAndComesBack) {
  receive(10);
  receive(11);
  positions.forget("t", 0);
  positions.forget("t", 0);
  positions.forget("never seen", 3);
  const auto again = receive(10);
  EXPECT_EQ(settle(again), 11);
}

TEST_F(KafkaPositionsTest, AgreesWithItsDefinitionInAnyOrder) {
  test::for_each_seed(100, [](test::SeededRandom& random) {
    KafkaPositions tested;
    std::vector<std::uint64_t> order;
    for (std::int64_t offset = 0; offset < 50; ++offset) {
      order.push_back(tested.received("t", 0, offset));
    }
    std::shuffle(order.begin(), order.end(), random);
    std::vector<bool> settled(order.size());
    std::int64_t stored = 0;
    for (const std::uint64_t number : order) {
      random.note("settles {}", number);
      settled[number] = true;
      stored = tested.settled("t", 0, number).value_or(stored);
      ASSERT_EQ(stored, std::find(settled.begin(), settled.end(), false) - settled.begin());
    }
  });
}

}  // namespace
}  // namespace sluice::connectors
