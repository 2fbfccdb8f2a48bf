#include "gateway/relay/reading_turns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>

namespace sluice::relay {
namespace {

using testing::Each;
using testing::ElementsAre;

struct CountingReader final : Reader {
  void on_turn() noexcept override { ++turns; }
  int turns = 0;
};

struct ReadingTurnsTest : testing::Test {
  /// As a connection does: reads once if it may.
  bool read(CountingReader& reader) {
    if (!turns.may_read(reader)) return false;
    turns.has_read(reader);
    return true;
  }
  void want(bool now) {
    wanted = now;
    if (wanted) turns.on_wanted();
  }

  bool wanted = true;
  ReadingTurns turns{[this] { return wanted; }};
  std::array<CountingReader, 3> readers;
};

TEST_F(ReadingTurnsTest, LetsEverybodyReadWhileEventsAreWanted) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(read(readers[0]));
  EXPECT_TRUE(read(readers[1]));
  EXPECT_EQ(readers[0].turns, 0);
}

TEST_F(ReadingTurnsTest, LetsNobodyReadWhileNoneAreWanted) {
  want(false);
  for (CountingReader& reader : readers) EXPECT_FALSE(read(reader));
  for (const CountingReader& reader : readers) EXPECT_EQ(reader.turns, 0);
}

TEST_F(ReadingTurnsTest, WakesOneAtATimeInTheOrderOfWaiting) {
  want(false);
  for (CountingReader& reader : readers) EXPECT_FALSE(read(reader));
  want(true);
  EXPECT_EQ(readers[0].turns, 1);
  EXPECT_EQ(readers[1].turns, 0);
  EXPECT_TRUE(read(readers[0]));
  EXPECT_EQ(readers[1].turns, 1);
  EXPECT_FALSE(read(readers[0])) << "others wait longer";
}

// Each read fills the outbox, and there is always more to read.
TEST_F(ReadingTurnsTest, GivesEqualSharesToReadersThatAlwaysHaveMore) {
  std::array<int, 3> reads{};
  want(false);
  for (CountingReader& reader : readers) EXPECT_FALSE(read(reader));
  for (int round = 0; round < 300; ++round) {
    const std::array<int, 3> before{readers[0].turns, readers[1].turns, readers[2].turns};
    want(true);
    for (std::size_t i = 0; i < 3; ++i) {
      if (readers[i].turns == before[i]) continue;
      ASSERT_TRUE(turns.may_read(readers[i]));
      ++reads[i];
      want(false);
      turns.has_read(readers[i]);
      ASSERT_FALSE(turns.may_read(readers[i]));
    }
  }
  EXPECT_THAT(reads, Each(100));
}

TEST_F(ReadingTurnsTest, KeepsThePlaceOfAReaderWhoseTurnCameToNothing) {
  want(false);
  for (CountingReader& reader : readers) EXPECT_FALSE(read(reader));
  want(true);
  want(false);
  EXPECT_FALSE(read(readers[0]));
  want(true);
  EXPECT_EQ(readers[0].turns, 2);
  EXPECT_EQ(readers[1].turns, 0);
}

TEST_F(ReadingTurnsTest, PassesTheTurnOfAReaderThatLeavesToTheNext) {
  want(false);
  for (CountingReader& reader : readers) EXPECT_FALSE(read(reader));
  turns.leave(readers[1]);
  want(true);
  turns.leave(readers[0]);
  EXPECT_EQ(readers[1].turns, 0);
  EXPECT_EQ(readers[2].turns, 1);
}

}  // namespace
}  // namespace sluice::relay
