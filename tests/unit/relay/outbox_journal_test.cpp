#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/seeded_random.hpp"
#include "tests/unit/journal/held_disk.hpp"
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

/// Nothing but the end of the writes can wake the loop then.
TEST_F(OutboxJournalTest, MemoryThatAWriteHasKeptIsFreeAgainWhenTheWriteEnds) {
  journal::HeldDisk slow{disk};
  Life life{slow,
            {.max_records = 100,
             .max_bytes = 16 << 10,
             .max_disk = 8 << 20,
             .when_full = OverflowPolicy::block}};
  slow.hold_writes();
  while (life.outbox.wants_events()) {
    life.offer(std::string(1'000, 'x'));
    life.deliver_all();
    life.turn();
  }
  EXPECT_EQ(life.probe.records.value(), 0);
  slow.release();
  EXPECT_TRUE(life.loop.run_until([&] { return life.outbox.wants_events(); }));
}

/// A disk that is full for a while.
struct OutboxFullDiskTest : OutboxJournalTest {
  using Room = SimulatedDisk::Room;

  static void offer(Life& life, int first, int last) {
    for (int number = first; number <= last; ++number) life.offer(std::to_string(number));
  }
  /// Offers records until one finds no room; returns the first that is not written.
  int fill(Life& life, int first) {
    disk.set_room(Room::none);
    offer(life, first, first + 9);
    EXPECT_TRUE(life.loop.run_until([&] { return !life.journal->takes_frames(); }));
    return first;
  }
  void make_room(Life& life) {
    disk.set_room(Room::free);
    EXPECT_TRUE(life.loop.run_until([&] { return life.journal->takes_frames(); }));
    EXPECT_FALSE(life.journal->failed());
  }
  static std::vector<std::string> numbers(int first, int last) {
    std::vector<std::string> all;
    for (int number = first; number <= last; ++number) all.push_back(std::to_string(number));
    return all;
  }
  /// What the next process finds after a crash.
  [[nodiscard]] journal::Recovery crash(Life& life) {
    disk.die();
    life.journal->close();
    disk.cut(SimulatedDisk::Cut::process);
    return journal::recover(disk, "sink/0").value();
  }
};

TEST_F(OutboxFullDiskTest, WhatWasInMemoryOnlyIsWrittenWhenThereIsRoom) {
  std::vector<bool> told;
  {
    Life life{disk, roomy_with_disk, Admission::full};
    life.journal->set_on_full([&told](bool is_full) { told.push_back(is_full); });
    offer(life, 1, 20);
    life.await_written();
    fill(life, 21);
    offer(life, 31, 60);
    EXPECT_TRUE(life.loop.run_until([&] { return !told.empty(); }));
    EXPECT_EQ(life.journal->written_through(), 20U);
    make_room(life);
    offer(life, 61, 80);
    life.await_written();
    life.end();
    EXPECT_EQ(life.settled(Outcome::kept), 80U);
  }
  EXPECT_THAT(told, ElementsAre(true, false));
  Life life{disk};
  EXPECT_TRUE(life.submits(80));
  EXPECT_EQ(life.submitted(), numbers(1, 80));
}

TEST_F(OutboxFullDiskTest, FillsAgainAndAgain) {
  {
    Life life{disk, roomy_with_disk, Admission::full};
    for (int round = 0; round < 3; ++round) {
      fill(life, round * 20 + 1);
      make_room(life);
      offer(life, round * 20 + 11, round * 20 + 20);
      life.await_written();
    }
    life.end();
  }
  Life life{disk};
  EXPECT_TRUE(life.submits(60));
  EXPECT_EQ(life.submitted(), numbers(1, 60));
}

TEST_F(OutboxFullDiskTest, WhatIsDeliveredMeanwhileIsNeitherSentAgainNorCalledLost) {
  Life life{disk};
  offer(life, 1, 5);
  life.await_written();
  fill(life, 6);
  disk.set_room(Room::free);
  while (!life.journal->takes_frames()) {
    life.offer("more");
    life.deliver_all();
    life.turn();
  }
  const std::uint64_t last = life.last_sequence() + 1;
  life.offer("last");
  life.await_written();
  const auto left = crash(life);
  EXPECT_THAT(left.losses, testing::IsEmpty());
  EXPECT_EQ(unsettled(left).back().last, last);
}

TEST_F(OutboxFullDiskTest, ACrashMeanwhileLosesWhatWasInMemoryOnlyAndNoMore) {
  Life life{disk, roomy_with_disk, Admission::full};
  offer(life, 1, 5);
  life.await_written();
  fill(life, 6);
  const auto left = crash(life);
  EXPECT_THAT(left.losses, testing::IsEmpty());
  ASSERT_EQ(unsettled(left).size(), 1U);
  EXPECT_EQ(unsettled(left)[0].first, 1U);
  EXPECT_GE(unsettled(left)[0].last, 5U) << "and the disk may have taken a part of the rest";
}

TEST_F(OutboxFullDiskTest, AnEndMeanwhileKeepsWhatIsOnTheDiskAndCountsTheRest) {
  Life life{disk, roomy_with_disk, Admission::full};
  offer(life, 1, 5);
  life.await_written();
  fill(life, 6);
  life.end();
  EXPECT_EQ(life.settled(Outcome::kept), 5U);
  EXPECT_EQ(life.settled(Outcome::unavailable), 10U);
}

/// The memory's bounds hold meanwhile, and the order is kept over the backlog.
TEST_F(OutboxFullDiskTest, ThePolicyHoldsWhileMemoryIsAllThereIs) {
  Life life{disk,
            {.max_records = 100,
             .max_bytes = 64 << 10,
             .max_disk = 8 << 20,
             .when_full = OverflowPolicy::drop_newest},
            Admission::full};
  for (int first = 1; first < 400; first += 20) {
    offer(life, first, first + 19);
    life.await_written();
  }
  EXPECT_GT(life.probe.backlog_records.value(), 200);
  fill(life, 401);
  offer(life, 411, 600);
  const auto dropped = life.dropped(DropReason::outbox_full_newest);
  EXPECT_GT(dropped, 50U);
  EXPECT_LE(life.probe.records.value(), 100);
  make_room(life);
  life.drain();
  EXPECT_EQ(life.submitted(), numbers(1, 600 - static_cast<int>(dropped)));
}

}  // namespace
}  // namespace sluice::relay
