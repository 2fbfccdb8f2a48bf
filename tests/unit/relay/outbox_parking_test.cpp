#include <array>
#include <optional>
#include <string>

#include "gateway/relay/route_letters.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/relay/outbox_parking_fixture.hpp"

namespace sluice::relay {
namespace {

using journal::SimulatedDisk;

TEST_F(OutboxParkingTest, ALaneThatStandsStillHoldsUpNoOtherHoweverManyRecordsItHas) {
  start();
  stop('a');
  for (int i = 0; i < 200; ++i) {
    offer('a', 10);
    offer('b', 5);
    ASSERT_TRUE(await_no_open_lane_held_up());
    deliver('b');
    ASSERT_LE(life->probe.records.value(), little_memory.max_records / 2);
  }
  EXPECT_GT(on_disk_only(), 1'900);
  drain();
}

TEST_F(OutboxParkingTest, TheRecordsOfALaneComeFromDiskInOrderBeforeNewOnes) {
  start();
  stop('a');
  offer('a', 300);
  go_on('a', 7);
  for (int i = 0; i < 100; ++i) {
    offer('a', 2);
    deliver('a', 5);
    ASSERT_TRUE(await_no_open_lane_held_up());
  }
  drain();
}

TEST_F(OutboxParkingTest, ALaneThatGoesOnLeavesMemoryForWhatIsOffered) {
  auto settings = little_memory;
  settings.when_full = OverflowPolicy::drop_oldest;
  start(settings);
  stop('a');
  offer('a', 1'000);
  go_on('a');
  for (int i = 0; i < 100; ++i) {
    offer('a', 2);
    life->turn();
  }
  drain();
  EXPECT_EQ(life->settled(Outcome::delivered), 1'200U);
}

TEST_F(OutboxParkingTest, ManyLanesStandStillBesideOneThatGoesOn) {
  start();
  for (const char lane : std::string{"acdefghi"}) stop(lane);
  for (int i = 0; i < 50; ++i) {
    for (const char lane : std::string{"acdefghi"}) offer(lane, 3);
    offer('b', 3);
    ASSERT_TRUE(await_no_open_lane_held_up());
    deliver('b');
  }
  go_on('e');
  ASSERT_TRUE(await_no_open_lane_held_up());
  drain();
}

TEST_F(OutboxParkingTest, ALossBringsBackEveryRecordInOrder) {
  start();
  stop('a');
  offer('a', 200);
  offer('b', 20);
  deliver('b', 10);
  go_on('a', 5);
  lose();
  offer('a', 3);
  offer('b', 3);
  EXPECT_EQ(life->probe.in_flight.value(), 0);
  drain();
}

TEST_F(OutboxParkingTest, ARecordThatIsSuspectedStaysSoWhileItIsOnDisk) {
  start();
  offer('b');
  stop('a');
  for (int loss = 0; loss < 3; ++loss) {
    EXPECT_EQ(life->settled(Outcome::rejected), 0U);
    offer('a', 100);
    const std::array<Ticket, 1> suspects{sink.lanes['b'].in_flight.front().second};
    sink.lose_all();
    if (loss == 2) sink.lanes['b'].due.clear();
    life->outbox.on_lost({.blame = Blame::each_one, .suspects = suspects, .text = "no"});
    come_up();
    ASSERT_TRUE(
        life->loop.run_until([&] { return loss == 2 || !sink.lanes['b'].in_flight.empty(); }));
  }
  EXPECT_EQ(life->settled(Outcome::rejected), 1U);
  drain();
}

TEST_F(OutboxParkingTest, WhatIsOnDiskIsKeptAtShutdownAndComesFirstAtTheNextStart) {
  start();
  stop('a');
  offer('a', 300);
  life->end();
  EXPECT_EQ(life->settled(Outcome::kept), 300U);
  sink.lose_all();
  sink.up = true;
  start();
  go_on('a');
  offer('a', 3);
  drain();
}

TEST_F(OutboxParkingTest, AtTheBoundOnTheDiskTheOldestOfTheLaneMakesRoom) {
  start({.max_records = 100,
         .max_bytes = 1 << 20,
         .max_disk = 8 << 10,
         .when_full = OverflowPolicy::drop_oldest});
  stop('a');
  offer('a', 1'000);
  const auto dropped = life->dropped(DropReason::outbox_full_oldest);
  EXPECT_GT(dropped, 100U);
  auto& due = sink.lanes['a'].due;
  due.erase(due.begin(), due.begin() + static_cast<std::ptrdiff_t>(dropped));
  drain();
}

TEST_F(OutboxParkingTest, ARecordThatCannotBeReadBackIsDroppedAndTheOthersFollow) {
  start();
  stop('a');
  offer('a', 200);
  auto& due = sink.lanes['a'].due;
  const std::string lost = due[150];
  std::string& bytes = disk->bytes_of("sink/0/" + journal::segment_name(1));
  bytes[bytes.find("key" + lost)] ^= 1;
  std::erase(due, lost);
  drain();
  EXPECT_EQ(life->dropped(DropReason::unreadable), 1U);
}

/// What is known of records on disk uses memory, too.
TEST_F(OutboxParkingTest, BeyondALanesBoundAllRecordsWaitBehindIt) {
  start(least_memory);
  stop('a');
  offer('a', 300);
  offer('b', 5);
  life->turn();
  EXPECT_EQ(sink.lanes['b'].due.size(), 5U);
  drain();
}

TEST_F(OutboxParkingTest, ALossBringsBackInOrderWhatWasReadBackAlready) {
  start(least_memory);
  stop('a');
  offer('a', 300);
  for (std::size_t room = 10; room <= 200; room += 10) {
    go_on('a', room);
    life->turn();
    life->turn();
    lose();
    come_up();
  }
  drain();
}

/// The records that were read back have later tickets than those behind them in memory.
TEST_F(OutboxParkingTest, ALossKeepsTheOrderOfALaneThatHasNoRecordOnDiskAnyMore) {
  start(least_memory);
  stop('a');
  offer('a', 150);
  constexpr std::size_t all_but_the_last_in_memory = 115;
  go_on('a', all_but_the_last_in_memory);
  ASSERT_TRUE(life->loop.run_until(
      [this] { return sink.lanes['a'].in_flight.size() == all_but_the_last_in_memory; }));
  lose();
  drain();
}

TEST_F(OutboxParkingTest, AClosedLaneHasItsFirstRecordsAtHandAsSoonAsThereIsRoom) {
  start();
  stop('a');
  offer('a', 30);
  stop('b');
  offer('b', 30);
  go_on('a');
  deliver('a');
  EXPECT_TRUE(life->loop.run_until([this] {
    deliver('a');
    return sink.lanes['a'].due.empty() && life->probe.records.value() > 0;
  }));
  drain();
}

/// Takes each letter and does not answer.
struct SilentLetters final : DeadLetters {
  [[nodiscard]] bool has_topic(DeadLetterMark mark) const noexcept override {
    return mark != DeadLetterMark::none;
  }
  void send(const Record&, const Rejection&, Safe safe) override { last = std::move(safe); }

  Safe last;
};

TEST_F(OutboxParkingTest, ARecordThatWaitsForItsLetterIsNotReadBackBesideOthers) {
  SilentLetters letters;
  start();
  life->outbox.set_dead_letters(letters);
  stop('a');
  offer('a', 100);
  text::Writer out = life->outbox.begin(20);
  sink.lanes['b'].due.emplace_back("b!");
  life->outbox.commit(write_record(out, "topic", "key", "b!"), {.dead_letter = mark_of("s", "t")});
  ASSERT_EQ(sink.lanes['b'].in_flight.size(), 1U);
  const Ticket rejected = sink.lanes['b'].in_flight.front().second;
  sink.lanes['b'].in_flight.clear();
  life->outbox.on_rejected(rejected, {});
  ASSERT_TRUE(letters.last);
  offer('a', 100);
  lose();
  come_up();
  ASSERT_TRUE(life->loop.run_until([this] {
    go_on('a');
    deliver('a');
    return sink.lanes['a'].due.empty();
  })) << "those behind it were read";
  letters.last(true);
  drain();
  EXPECT_EQ(life->settled(Outcome::dead_lettered), 1U);
}

TEST_F(OutboxParkingTest, WhatTheDiskDoesNotTakeStaysInMemory) {
  start({.max_records = 1'000,
         .max_bytes = 1 << 20,
         .max_disk = 64 << 20,
         .when_full = OverflowPolicy::block});
  stop('a');
  offer('a', 300);
  disk->fail_writes();
  offer('a', 300);
  life->await_failure();
  offer('a', 10);
  EXPECT_LE(on_disk_only(), 50);
  drain();
}

TEST_F(OutboxParkingTest, AWatcherHearsOfARecordThatWasOnDisk) {
  start();
  stop('a');
  offer('a', 100);
  std::optional<Outcome> outcome;
  text::Writer out = life->outbox.begin(20);
  life->outbox.commit(write_record(out, "topic", "key", "a!"), {},
                      [&](std::optional<Outcome> became) { outcome = became; });
  sink.lanes['a'].due.emplace_back("a!");
  offer('a', 100);
  EXPECT_FALSE(outcome);
  drain();
  EXPECT_EQ(outcome, Outcome::delivered);
}

/// Offers, outcomes, losses, lanes that stop and go on, and ends, in any order.
TEST_F(OutboxParkingTest, LosesAndReordersNothingInAnyOrderOfThings) {
  test::for_each_seed(20, [this](test::SeededRandom& random) {
    life.reset();
    disk = std::make_unique<SimulatedDisk>(random.seed());
    sink = {};
    constexpr std::size_t most_in_flight = 8;  // these use memory, too
    for (char lane = 'a'; lane < 'e'; ++lane) sink.lanes[lane].room = most_in_flight;
    OutboxSettings settings = little_memory;
    settings.max_records = 200;
    const auto any_lane = [&] { return static_cast<char>('a' + random() % 4); };
    start(settings);
    for (int step = 0; step < 300; ++step) {
      const char lane = any_lane();
      switch (random() % 12) {
        case 0:
          random.note("{} stops", lane);
          stop(lane);
          break;
        case 1:
        case 2: {
          const std::size_t room = random() % (most_in_flight + 1);
          random.note("{} has room for {}", lane, room);
          go_on(lane, room);
          break;
        }
        case 3:
          if (random() % 4 > 0) break;
          random.note("is lost");
          lose();
          break;
        case 4:
          random.note("comes up");
          come_up();
          break;
        case 5:
          life->turn();
          break;
        case 6:
          if (!sink.up) break;
          random.note("rests");
          ASSERT_TRUE(await_no_open_lane_held_up());
          break;
        case 7:
          if (random() % 8 > 0) break;
          random.note("ends and starts");
          life->end();
          sink.lose_all();
          start(settings);
          break;
        case 8:
        case 9:
          random.note("delivers some of {}", lane);
          deliver(lane, random() % 30);
          break;
        default:
          random.note("offers to {}", lane);
          offer(lane, static_cast<int>(random() % 30));
      }
      life->expect_conserved();
      if (HasFailure()) return;
    }
    drain();
  });
}

}  // namespace
}  // namespace sluice::relay
