#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "gateway/journal/segment.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/relay/outbox_life.hpp"

namespace sluice::relay {
namespace {

using journal::SimulatedDisk;
using testing::ElementsAre;

struct OutboxBacklogTest : testing::Test {
  /// Offers so many, a few a turn.
  void offer(Life& life, int count) {
    for (int i = 0; i < count; ++i) {
      offered.push_back(std::to_string(offered.size()));
      life.offer(offered.back());
      if (i % 20 == 0) life.await_written();
      EXPECT_LE(life.probe.records.value(), 100);
    }
    life.await_written();
  }

  SimulatedDisk disk{1};
  std::vector<std::string> offered;
};

TEST_F(OutboxBacklogTest, WhatDoesNotFitIntoMemoryWaitsOnDiskAndIsSubmittedInOrder) {
  Life life{disk, small_with_disk, Admission::full};
  offer(life, 5'000);
  EXPECT_GT(life.probe.backlog_records.value(), 4'900);
  life.expect_conserved();
  life.drain();
  EXPECT_EQ(life.submitted(), offered);
  EXPECT_EQ(life.probe.backlog_bytes.value(), 0);
}

TEST_F(OutboxBacklogTest, WhatIsOfferedWhileTheBacklogIsReadComesBehindIt) {
  Life life{disk, small_with_disk, Admission::full};
  offer(life, 1'000);
  life.sink.answer = Admission::accepted;
  life.outbox.on_sink_ready();
  test::SeededRandom random{5};
  while (offered.size() < 3'000) {
    life.deliver_all();
    offer(life, static_cast<int>(random() % 30));
    if (random() % 4 == 0) life.turn();
  }
  life.drain();
  EXPECT_EQ(life.submitted(), offered);
}

TEST_F(OutboxBacklogTest, OutlivesTheProcessAndComesFirst) {
  {
    Life life{disk, small_with_disk, Admission::full};
    offer(life, 2'000);
    life.end();
    EXPECT_EQ(life.settled(Outcome::kept), 2'000U);
  }
  Life life{disk, small_with_disk};
  EXPECT_EQ(life.probe.recovered.value(), 2'000U);
  EXPECT_TRUE(life.outbox.holds_recovered());
  offer(life, 10);
  life.drain();
  EXPECT_EQ(life.submitted(), offered);
  EXPECT_FALSE(life.outbox.holds_recovered());
}

TEST_F(OutboxBacklogTest, ASinkThatLosesItsRecordsAgainAndAgainGetsThemInOrder) {
  Life life{disk, small_with_disk, Admission::full};
  offer(life, 1'000);
  life.sink.answer = Admission::accepted;
  life.outbox.on_sink_ready();
  for (int loss = 0; loss < 5; ++loss) {
    const std::size_t before = life.sink.got.size();
    ASSERT_TRUE(life.submits(before));
    life.sink.got.clear();
    life.outbox.on_lost({});
    life.outbox.on_sink_ready();
    offer(life, 50);
  }
  life.drain();
  EXPECT_EQ(life.submitted(), offered);
}

TEST_F(OutboxBacklogTest, AtItsBoundOnTheDiskTheOldestMakesRoom) {
  Life life{
      disk, {.max_records = 100, .max_bytes = 64 << 10, .max_disk = 20 << 10}, Admission::full};
  offer(life, 1'000);
  EXPECT_GT(life.dropped(DropReason::outbox_full_oldest), 100U);
  EXPECT_TRUE(life.loop.run_until(
      [&] { return life.probe.bytes.value() + life.probe.backlog_bytes.value() <= 20 << 10; }));
  life.drain();
  const auto got = life.submitted();
  ASSERT_FALSE(got.empty());
  EXPECT_EQ(got.back(), offered.back());
  EXPECT_EQ(got.size() + life.dropped(DropReason::outbox_full_oldest), offered.size());
}

TEST_F(OutboxBacklogTest, AtItsBoundOnTheDiskTheNewestIsRefused) {
  Life life{disk,
            {.max_records = 100,
             .max_bytes = 64 << 10,
             .max_disk = 20 << 10,
             .when_full = OverflowPolicy::drop_newest},
            Admission::full};
  offer(life, 1'000);
  const auto refused = life.dropped(DropReason::outbox_full_newest);
  EXPECT_GT(refused, 100U);
  life.drain();
  offered.resize(offered.size() - refused);
  EXPECT_EQ(life.submitted(), offered);
}

TEST_F(OutboxBacklogTest, BlocksAtItsBoundOnTheDiskUntilAQuarterOfItIsFree) {
  Life life{disk,
            {.max_records = 100,
             .max_bytes = 64 << 10,
             .max_disk = 20 << 10,
             .when_full = OverflowPolicy::block},
            Admission::full};
  while (life.outbox.wants_events()) offer(life, 1);
  EXPECT_GT(life.probe.backlog_records.value(), 100);
  std::int64_t held_when_woken = 0;
  life.outbox.set_on_wants_events(
      [&] { held_when_woken = life.probe.bytes.value() + life.probe.backlog_bytes.value(); });
  life.drain();
  EXPECT_EQ(life.submitted(), offered);
  EXPECT_GT(held_when_woken, 10 << 10);
  EXPECT_LE(held_when_woken, 15 << 10);
}

TEST_F(OutboxBacklogTest, WhenTheDiskFailsTheBacklogIsStillReadAndComesFirst) {
  Life life{disk, small_with_disk, Admission::full};
  offer(life, 500);
  EXPECT_GT(life.probe.backlog_records.value(), 400);
  disk.fail_writes();
  offer(life, 5);
  life.await_failure();
  offer(life, 5);
  life.drain();
  EXPECT_EQ(life.submitted(), offered);
  offer(life, 1);
  EXPECT_EQ(life.submitted().back(), offered.back());
}

TEST_F(OutboxBacklogTest, WhatTheDiskLosesIsDroppedAndCounted) {
  {
    Life life{disk, small_with_disk, Admission::full};
    offer(life, 100);
    life.end();
  }
  Life life{disk, small_with_disk, Admission::accepted, [this] {
              std::string& bytes = disk.bytes_of("sink/0/" + journal::segment_name(1));
              bytes[journal::segment_head_bytes + 1'000] ^= 1;
            }};
  life.drain();
  EXPECT_EQ(life.dropped(DropReason::unreadable), 1U);
  EXPECT_EQ(life.sink.got.size(), 99U);
}

TEST_F(OutboxBacklogTest, AnOutcomeIsReportedForARecordThatWasOnDiskOnly) {
  Life life{disk, small_with_disk, Admission::full};
  offer(life, 200);
  std::optional<Outcome> outcome;
  text::Writer out = life.outbox.begin(20);
  life.outbox.commit(write_record(out, "topic", "key", "letter"), {},
                     [&](std::optional<Outcome> became) { outcome = became; });
  offer(life, 200);
  EXPECT_GT(life.probe.backlog_records.value(), 300);
  EXPECT_FALSE(outcome);
  life.drain();
  EXPECT_EQ(outcome, Outcome::delivered);
}

TEST_F(OutboxBacklogTest, TheAgeOfTheOldestRecordIsThatOfTheOldestInMemory) {
  Life life{disk, small_with_disk, Admission::full};
  const Time before = life.loop.now();
  offer(life, 300);
  const Time after = life.loop.now();
  ASSERT_TRUE(life.outbox.oldest_since());
  EXPECT_GE(*life.outbox.oldest_since(), before);
  EXPECT_LE(*life.outbox.oldest_since(), after);
}

/// Offers, deliveries, losses and turns in any order.
TEST_F(OutboxBacklogTest, LosesAndReordersNothingInAnyOrderOfThings) {
  test::for_each_seed(20, [this](test::SeededRandom& random) {
    SimulatedDisk own{random.seed()};
    offered.clear();
    Life life{own, small_with_disk, Admission::full};
    std::size_t delivered = 0;
    std::vector<std::string> got;
    const auto deliver = [&] {
      got.push_back(life.sink.got[delivered].payload);
      life.deliver(delivered++);
    };
    for (int step = 0; step < 400; ++step) {
      switch (random() % 6) {
        case 0:
          life.turn();
          break;
        case 1:
          life.sink.answer = Admission::accepted;
          life.outbox.on_sink_ready();
          break;
        case 2:
          life.sink.answer = Admission::full;
          break;
        case 3:
          for (auto count = random() % 60; count > 0; --count) {
            if (delivered < life.sink.got.size()) deliver();
          }
          break;
        case 4:
          if (random() % 8 == 0) {
            life.sink.got.resize(delivered);
            life.outbox.on_lost({});
          }
          break;
        default:
          offer(life, static_cast<int>(random() % 40));
      }
      life.expect_conserved();
    }
    life.sink.answer = Admission::accepted;
    life.outbox.on_sink_ready();
    ASSERT_TRUE(life.loop.run_until([&] {
      while (delivered < life.sink.got.size()) deliver();
      return life.outbox.drained();
    }));
    ASSERT_EQ(got, offered);
  });
}

}  // namespace
}  // namespace sluice::relay
