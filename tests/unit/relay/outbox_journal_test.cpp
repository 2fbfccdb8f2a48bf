#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/seeded_random.hpp"
#include "tests/unit/relay/outbox_life.hpp"

namespace sluice::relay {
namespace {

using journal::SimulatedDisk;
using testing::ElementsAre;

struct OutboxJournalTest : testing::Test {
  SimulatedDisk disk{1};
};

TEST_F(OutboxJournalTest, WhatIsGivenUpIsKeptAndComesAgainInOrder) {
  {
    Life life{disk};
    for (const auto* payload : {"1", "2", "3", "4"}) life.offer(payload);
    life.turn();
    life.deliver(0);
    life.deliver(2);
    life.end();
    EXPECT_EQ(life.settled(Outcome::kept), 2U);
    EXPECT_EQ(life.settled(Outcome::unavailable), 0U);
  }
  Life life{disk};
  EXPECT_EQ(life.probe.recovered.value(), 2U);
  life.offer("5");
  EXPECT_TRUE(life.submits(3));
  EXPECT_THAT(life.submitted(), ElementsAre("2", "4", "5"));
  EXPECT_EQ(life.sink.got[0].topic, "topic");
  EXPECT_EQ(life.sink.got[0].key, "key");
}

TEST_F(OutboxJournalTest, WhatIsSettledDoesNotComeAgain) {
  {
    Life life{disk};
    for (const auto* payload : {"1", "2"}) life.offer(payload);
    life.deliver(0);
    life.outbox.on_rejected(life.sink.got[1].ticket, {});
    life.end();
  }
  Life life{disk};
  life.offer("3");
  EXPECT_TRUE(life.submits(1));
  EXPECT_THAT(life.submitted(), ElementsAre("3"));
}

TEST_F(OutboxJournalTest, WhatWasSentAndNotSettledComesAgainAfterAnyNumberOfStarts) {
  {
    Life life{disk};
    life.offer("1");
    life.end();
  }
  for (int start = 0; start < 3; ++start) {
    Life life{disk};
    EXPECT_TRUE(life.submits(1));
    EXPECT_THAT(life.submitted(), ElementsAre("1"));
    life.end();
  }
}

TEST_F(OutboxJournalTest, ARecordThatNoSegmentHasRoomForIsTooLarge) {
  Life life{disk};
  life.offer(std::string(1 << 20, 'x'));
  EXPECT_EQ(life.probe.dropped[std::size_t(DropReason::too_large)].value(), 1U);
}

TEST_F(OutboxJournalTest, WhenTheDiskFailsItGoesOnInMemoryAndKeepsNothing) {
  Life life{disk};
  disk.die();
  bool told = false;
  life.journal->set_on_failed([&told] { told = true; });
  life.offer("1");
  life.await_failure();
  EXPECT_TRUE(life.loop.run_until([&told] { return told; }));
  life.offer("2");
  life.deliver(0);
  EXPECT_THAT(life.submitted(), ElementsAre("1", "2"));
  life.end();
  EXPECT_EQ(life.settled(Outcome::delivered), 1U);
  EXPECT_EQ(life.settled(Outcome::unavailable), 1U);
}

/// Blocks are lent to the writer while records come and go: their bytes may not be used again.
TEST_F(OutboxJournalTest, WhatIsOnTheDiskIsWhatWasOffered) {
  std::vector<std::string> left;
  {
    Life life{disk, {.max_records = 5000, .max_bytes = 1 << 20, .max_disk = 8 << 20}};
    test::SeededRandom random{3};
    std::vector<std::string> offered;
    for (int number = 0; number < 3000; ++number) {
      std::string payload = std::to_string(number) + ';';
      payload.resize(1 + random() % 300, static_cast<char>('a' + number % 26));
      life.offer(payload);
      offered.push_back(payload);
      // Settled in the same turn, one later, or never.
      if (number % 7 > 0) life.deliver(static_cast<std::size_t>(number));
      if (number % 7 == 0) left.push_back(payload);
      if (random() % 10 == 0) life.turn();
    }
    ASSERT_EQ(life.submitted(), offered);
    life.end();
  }
  Life life{disk};
  EXPECT_TRUE(life.submits(left.size()));
  EXPECT_EQ(life.submitted(), left);
}

}  // namespace
}  // namespace sluice::relay
