#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "tests/support/seeded_random.hpp"
#include "tests/unit/relay/outbox_life.hpp"

namespace sluice::relay {
namespace {

using journal::SimulatedDisk;

constexpr OutboxSettings little_memory{.max_records = 100,
                                       .max_bytes = 1 << 20,
                                       .max_disk = 64 << 20,
                                       .when_full = OverflowPolicy::block};

constexpr OutboxSettings least_memory{.max_records = 100,
                                      .max_bytes = 16 << 10,
                                      .max_disk = 64 << 20,
                                      .when_full = OverflowPolicy::block};

/// Lanes by a payload's first letter, each with room for some records. Expects the records of a
/// lane in the order in which they were offered.
struct LaneSink final : Sink {
  struct OneLane {
    std::deque<std::string> due;  ///< not submitted, or lost
    std::deque<std::pair<std::string, Ticket>> in_flight;
    std::size_t room = 1'000'000;
    bool refused = false;
  };

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (!up) return Admission::full;
    OneLane& lane = lanes[record.payload.front()];
    lane.refused = lane.refused || lane.in_flight.size() >= lane.room;
    if (lane.refused) return Lane{static_cast<std::uint64_t>(record.payload.front())};
    std::string payload{record.payload};
    EXPECT_TRUE(!lane.due.empty() && lane.due.front() == payload) << payload << " is out of order";
    if (!lane.due.empty()) lane.due.pop_front();
    lane.in_flight.emplace_back(std::move(payload), ticket);
    return Admission::accepted;
  }
  Window window() const noexcept override { return {}; }
  void abandon() noexcept override {}

  void lose_all() {
    for (auto& [name, lane] : lanes) {
      for (auto one = lane.in_flight.rbegin(); one != lane.in_flight.rend(); ++one) {
        lane.due.push_front(one->first);
      }
      lane.in_flight.clear();
      lane.refused = false;
    }
    up = false;
  }
  /// Whether only lanes that refuse have records that are due.
  [[nodiscard]] bool holds_up_no_open_lane() const {
    return std::ranges::all_of(
        lanes, [](const auto& one) { return one.second.refused || one.second.due.empty(); });
  }

  std::map<char, OneLane> lanes;
  bool up = true;
};

struct OutboxParkingTest : testing::Test {
  void start(const OutboxSettings& settings = little_memory) {
    life.emplace(
        *disk, settings, Admission::accepted, [] {}, &sink);
  }
  void offer(char lane, int count = 1) {
    for (int i = 0; i < count; ++i) {
      const std::string payload = lane + std::to_string(++offered);
      sink.lanes[lane].due.push_back(payload);
      life->offer(payload);
      if (i % 10 == 9) life->await_written();
    }
    life->await_written();
  }
  void stop(char lane) { sink.lanes[lane].room = 0; }
  void go_on(char lane, std::size_t room = 1'000'000) {
    sink.lanes[lane].room = room;
    make_ready(lane);
  }
  void make_ready(char name) {
    LaneSink::OneLane& lane = sink.lanes[name];
    if (!lane.refused || lane.in_flight.size() >= lane.room) return;
    lane.refused = false;
    life->outbox.on_lane_ready({static_cast<std::uint64_t>(name)});
  }
  void deliver(char name, std::size_t count = 1'000'000) {
    LaneSink::OneLane& lane = sink.lanes[name];
    for (; count > 0 && !lane.in_flight.empty(); --count) {
      const Ticket ticket = lane.in_flight.front().second;
      lane.in_flight.pop_front();
      life->outbox.on_delivered(ticket);
    }
    make_ready(name);
  }
  void lose() {
    sink.lose_all();
    life->outbox.on_lost({});
  }
  void come_up() {
    sink.up = true;
    life->outbox.on_sink_ready();
  }
  [[nodiscard]] testing::AssertionResult await_no_open_lane_held_up() {
    if (life->loop.run_until([this] { return sink.holds_up_no_open_lane(); })) {
      return testing::AssertionSuccess();
    }
    auto result = testing::AssertionFailure() << on_disk_only() << " records are on disk only";
    for (const auto& [name, lane] : sink.lanes) {
      result << "; " << name << (lane.refused ? " refuses" : " is open") << " with "
             << lane.in_flight.size() << " in flight and " << lane.due.size() << " due";
    }
    return result;
  }
  /// All lanes take all, and all is delivered.
  void drain() {
    come_up();
    EXPECT_TRUE(life->loop.run_until([this] {
      for (auto& [name, lane] : sink.lanes) {
        go_on(name);
        deliver(name);
      }
      return life->outbox.drained();
    }));
    life->expect_conserved();
    for (const auto& [name, lane] : sink.lanes) EXPECT_TRUE(lane.due.empty()) << name;
  }
  [[nodiscard]] std::int64_t on_disk_only() const { return life->probe.backlog_records.value(); }

  std::unique_ptr<SimulatedDisk> disk = std::make_unique<SimulatedDisk>(1);
  LaneSink sink;
  std::optional<Life> life;
  int offered = 0;
};

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
