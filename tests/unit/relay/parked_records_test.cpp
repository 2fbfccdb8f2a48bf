#include "gateway/relay/parked_records.hpp"

#include <gtest/gtest.h>

namespace sluice::relay {
namespace {

constexpr Lane lane{7};

struct ParkedRecordsTest : testing::Test {
  /// Parks records of two bytes with these orders, and tickets a hundred above.
  void park(std::initializer_list<std::uint64_t> orders, Lane to = lane) {
    for (const std::uint64_t order : orders) parked.park(to, {order, {100 + order}, 2});
  }
  [[nodiscard]] std::uint64_t set_aside(std::uint64_t order) {
    return parked.set_aside(lane, order).sequence;
  }
  [[nodiscard]] std::uint64_t take() {
    const std::uint64_t ticket = parked.next().sequence;
    if (ticket != 0) parked.take_next();
    return ticket;
  }

  ParkedRecords parked;
};

TEST_F(ParkedRecordsTest, SetsAsideFromARecordOn) {
  park({1, 2, 3, 4});
  EXPECT_EQ(set_aside(3), 103U);
  EXPECT_EQ(set_aside(3), 0U) << "nothing up to there is left";
  EXPECT_EQ(set_aside(4), 104U);
  EXPECT_EQ(parked.in_memory(), 2U);
  EXPECT_EQ(parked.on_disk(), 2U);
  EXPECT_EQ(parked.bytes_on_disk(), 4U);
  EXPECT_EQ(parked.first_on_disk(), 3U);
  EXPECT_FALSE(parked.begins_on_disk());
}

TEST_F(ParkedRecordsTest, SetsNothingAsideThatHasLeft) {
  park({1, 2});
  parked.open(lane);
  EXPECT_EQ(take(), 101U);
  EXPECT_EQ(set_aside(1), 0U);
  EXPECT_EQ(parked.on_disk(), 0U);
}

TEST_F(ParkedRecordsTest, AnOpenLaneThatBeginsOnDiskIsToBeRead) {
  park({1, 2, 3});
  EXPECT_EQ(set_aside(2), 102U);
  EXPECT_EQ(set_aside(3), 103U);
  parked.open(lane);
  EXPECT_EQ(take(), 101U);
  EXPECT_TRUE(parked.any_open());
  EXPECT_EQ(take(), 0U);
  ASSERT_TRUE(parked.lane_to_read(false));
  EXPECT_EQ(parked.to_read(lane, 10), (std::pair<std::uint64_t, std::uint64_t>{2, 3}));
  EXPECT_EQ(parked.to_read(lane, 1), (std::pair<std::uint64_t, std::uint64_t>{2, 2}));
  parked.take_back(lane, {200});
  EXPECT_EQ(take(), 200U);
  EXPECT_EQ(parked.next_on_disk(lane), 3U);
}

TEST_F(ParkedRecordsTest, AClosedLaneThatBeginsOnDiskIsReadOnRequest) {
  park({1});
  EXPECT_EQ(set_aside(1), 101U);
  EXPECT_FALSE(parked.lane_to_read(false));
  EXPECT_EQ(parked.lane_to_read(true)->id, lane.id);
}

TEST_F(ParkedRecordsTest, TheOldestInMemoryMayBeBehindThoseOnDisk) {
  park({1, 2});
  EXPECT_EQ(set_aside(1), 101U);
  EXPECT_EQ(parked.oldest().sequence, 102U);
  park({9}, {8});
  EXPECT_EQ(parked.take_oldest().sequence, 109U) << "it is the first of its lane";
  EXPECT_EQ(parked.take_oldest().sequence, 102U);
  EXPECT_EQ(parked.in_memory(), 0U);
  EXPECT_TRUE(parked.begins_on_disk());
  EXPECT_EQ(parked.drop_first_on_disk(), 1U);
  EXPECT_EQ(parked.on_disk(), 0U);
  EXPECT_EQ(parked.bytes_on_disk(), 0U);
}

TEST_F(ParkedRecordsTest, AnOlderRecordBehindANewerOneOnDiskStaysInMemory) {
  park({5});
  EXPECT_EQ(set_aside(5), 105U);
  park({3, 6});
  EXPECT_EQ(set_aside(6), 0U);
  EXPECT_EQ(parked.in_memory(), 2U);
}

}  // namespace
}  // namespace sluice::relay
