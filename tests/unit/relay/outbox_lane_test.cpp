#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>

#include "tests/support/seeded_random.hpp"
#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

using ::testing::ElementsAre;

/// The lane is a payload's first letter, or `*` for all records.
struct LaneSink final : Sink {
  [[nodiscard]] Admission submit(const Record& record, Ticket ticket) noexcept override {
    ++asked;
    const char lane = all_in_one ? '*' : record.payload.front();
    if (full.contains(lane)) return Lane{static_cast<std::uint64_t>(lane)};
    got.push_back(std::string{record.payload});
    tickets[got.back()] = ticket;
    return Admission::accepted;
  }
  [[nodiscard]] Window window() const noexcept override { return limits; }
  void abandon() noexcept override {}

  Window limits;
  std::set<char> full;
  bool all_in_one = false;
  std::vector<std::string> got;
  std::map<std::string, Ticket> tickets;
  int asked = 0;
};

struct OutboxLaneTest : OutboxFixture {
  void open_lanes(OutboxSettings settings = {.max_records = 1000, .max_bytes = 1 << 20}) {
    outbox = std::make_unique<Outbox>(settings, loop, probe);
    outbox->attach(lanes);
  }
  void offer_all(std::initializer_list<const char*> payloads) {
    for (const char* payload : payloads) offer(payload);
  }
  void make_ready(char lane) {
    lanes.full.erase(lane);
    outbox->on_lane_ready({static_cast<std::uint64_t>(lane)});
  }
  void deliver(const std::string& payload) { outbox->on_delivered(lanes.tickets.at(payload)); }

  LaneSink lanes;
};

TEST_F(OutboxLaneTest, AFullLaneHoldsUpItsOwnRecordsOnly) {
  open_lanes();
  lanes.full = {'a'};
  offer_all({"a1", "b1", "a2", "b2"});
  EXPECT_THAT(lanes.got, ElementsAre("b1", "b2"));
  make_ready('a');
  EXPECT_THAT(lanes.got, ElementsAre("b1", "b2", "a1", "a2"));
}

TEST_F(OutboxLaneTest, ALossIsTheFaultOfARecordThatTheSinkHad) {
  open_lanes();
  lanes.full = {'a'};
  offer_all({"a1", "b1"});
  for (int i = 0; i < 4; ++i) {
    outbox->on_lost({.blame = Blame::a_record});
    outbox->on_sink_ready();
  }
  EXPECT_EQ(settled(Outcome::rejected), 1U);
  make_ready('a');
  EXPECT_EQ(lanes.got.back(), "a1");
}

TEST_F(OutboxLaneTest, WhatIsParkedGoesBeforeWhatCameLaterInItsLane) {
  lanes.limits.records = 1;
  open_lanes();
  lanes.full = {'a'};
  offer_all({"a1", "b1", "a2"});
  EXPECT_THAT(lanes.got, ElementsAre("b1"));
  make_ready('a');
  offer("a3");
  deliver("b1");
  deliver("a1");
  deliver("a2");
  EXPECT_THAT(lanes.got, ElementsAre("b1", "a1", "a2", "a3"));
}

TEST_F(OutboxLaneTest, ALaneThatIsReadyWhileACommonOneIsEmptiedKeepsItsOrder) {
  lanes.limits.records = 1;
  open_lanes();
  lanes.all_in_one = true;
  lanes.full = {'*'};
  offer_all({"a1", "b1", "a2"});
  lanes.all_in_one = false;
  lanes.full.insert('a');
  make_ready('*');
  make_ready('a');
  deliver("b1");
  deliver("a1");
  EXPECT_THAT(lanes.got, ElementsAre("b1", "a1", "a2"));
}

TEST_F(OutboxLaneTest, ARecordOfAFullLaneIsAskedForOnce) {
  open_lanes();
  lanes.full = {'a'};
  for (int i = 0; i < 1'000; ++i) offer("a");
  for (int i = 0; i < 1'000; ++i) offer("b" + std::to_string(i));
  EXPECT_EQ(lanes.asked, 2'000);
}

TEST_F(OutboxLaneTest, ALossLeavesNothingParked) {
  open_lanes();
  lanes.full = {'a'};
  offer_all({"a1", "b1", "a2"});
  lanes.full.clear();
  outbox->on_lost({});
  EXPECT_EQ(probe.in_flight.value(), 0);
  lanes.got.clear();
  outbox->on_sink_ready();
  EXPECT_THAT(lanes.got, ElementsAre("a1", "b1", "a2"));
}

TEST_F(OutboxLaneTest, TheOldestToDropIsOneThatIsParked) {
  open_lanes({.max_records = 3, .max_bytes = 1 << 20, .when_full = OverflowPolicy::drop_oldest});
  lanes.full = {'a'};
  offer_all({"b1", "a1", "a2", "b2", "a3"});
  EXPECT_EQ(dropped(DropReason::outbox_full_oldest), 2U);
  make_ready('a');
  EXPECT_THAT(lanes.got, ElementsAre("b1", "b2", "a3"));
}

TEST_F(OutboxLaneTest, GivesUpWhatIsParkedAtShutdown) {
  open_lanes();
  lanes.full = {'a'};
  offer_all({"a1", "a2"});
  outbox->give_up();
  EXPECT_EQ(settled(Outcome::unavailable), 2U);
  EXPECT_TRUE(outbox->drained());
}

TEST_F(OutboxLaneTest, ARecordThatFailsByItselfIsRejectedBesideWhatIsUnderWay) {
  open_lanes();
  offer_all({"a1", "bad"});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(settled(Outcome::rejected), 0U);
    const std::array<Ticket, 1> suspects{lanes.tickets.at("bad")};
    outbox->on_lost({.blame = Blame::each_one, .suspects = suspects, .text = "no"});
    outbox->on_sink_ready();
  }
  EXPECT_EQ(settled(Outcome::rejected), 1U);
  EXPECT_EQ(probe.in_flight.value(), 1);
}

constexpr std::size_t lane_count = 5;
constexpr std::size_t lane_room = 6;
constexpr Window window{.records = 20};

/// What has to be true of an outbox in front of lanes: a queue for each, one bound for all.
struct LaneModel final : Sink {
  struct OneLane {
    std::deque<std::size_t> waiting;
    std::map<std::size_t, Ticket> in_flight;
    bool refused = false;
  };

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (is_full) return Admission::full;
    const std::size_t number = std::stoul(std::string{record.payload});
    OneLane& lane = lanes[number % lane_count];
    lane.refused = lane.refused || lane.in_flight.size() == lane_room;
    if (lane.refused) return Lane{number % lane_count};
    EXPECT_EQ(lane.waiting.front(), number) << "out of order in its lane";
    lane.waiting.pop_front();
    lane.in_flight.emplace(number, ticket);
    return Admission::accepted;
  }
  Window window() const noexcept override { return relay::window; }
  void abandon() noexcept override {}

  [[nodiscard]] std::size_t in_flight() const {
    std::size_t sum = 0;
    for (const OneLane& lane : lanes) sum += lane.in_flight.size();
    return sum;
  }
  [[nodiscard]] std::size_t held() const {
    std::size_t sum = in_flight();
    for (const OneLane& lane : lanes) sum += lane.waiting.size();
    return sum;
  }
  void drop_oldest() {
    std::deque<std::size_t>* oldest = nullptr;
    for (OneLane& lane : lanes) {
      if (lane.waiting.empty()) continue;
      if (oldest == nullptr || lane.waiting.front() < oldest->front()) oldest = &lane.waiting;
    }
    oldest->pop_front();
  }
  void lose() {
    for (OneLane& lane : lanes) {
      for (auto one = lane.in_flight.rbegin(); one != lane.in_flight.rend(); ++one) {
        lane.waiting.push_front(one->first);
      }
      std::ranges::sort(lane.waiting);
      lane.in_flight.clear();
      lane.refused = false;
    }
    is_full = true;
  }

  std::array<OneLane, lane_count> lanes;
  bool is_full = false;
};

/// An outbox and the model of its lanes through the same random things.
struct LanePlay : OutboxDriver {
  static constexpr std::size_t records_max = 60;

  LanePlay(test::SeededRandom& numbers, OverflowPolicy policy)
      : random(numbers), when_full(policy) {
    outbox = std::make_unique<Outbox>(
        OutboxSettings{.max_records = records_max, .max_bytes = 1 << 20, .when_full = policy}, loop,
        probe);
    outbox->attach(model);
  }
  void offer_next() {
    const std::size_t number = ++offered;
    random.note("offers {} to lane {}", number, number % lane_count);
    const bool has_room = model.held() < records_max;
    if (!has_room && when_full == OverflowPolicy::drop_oldest) {
      model.drop_oldest();
      ++drops;
    }
    if (has_room || when_full != OverflowPolicy::drop_newest) {
      model.lanes[number % lane_count].waiting.push_back(number);
    } else {
      ++drops;
    }
    offer(std::to_string(number));
  }
  void settle_one() {
    LaneModel::OneLane& lane = model.lanes[random() % lane_count];
    if (lane.in_flight.empty()) return;
    const auto one = std::next(lane.in_flight.begin(),
                               static_cast<std::ptrdiff_t>(random() % lane.in_flight.size()));
    const Ticket ticket = one->second;
    random.note("{} is delivered", one->first);
    lane.in_flight.erase(one);
    ++delivered;
    outbox->on_delivered(ticket);
  }
  void make_ready(std::size_t number) {
    LaneModel::OneLane& lane = model.lanes[number];
    if (lane.in_flight.size() == lane_room) return;
    random.note("lane {} is ready", number);
    lane.refused = false;
    outbox->on_lane_ready({number});
  }
  void make_trouble() {
    switch (random() % 8) {
      case 0:
        random.note("is lost");
        model.lose();
        return outbox->on_lost({});
      case 1:
        random.note("is full");
        model.is_full = true;
        return;
      case 2:
      case 3:
        random.note("is ready");
        model.is_full = false;
        return outbox->on_sink_ready();
      default:
        return make_ready(random() % lane_count);
    }
  }
  void compare() {
    ASSERT_EQ(probe.records.value(), static_cast<std::int64_t>(model.held()));
    ASSERT_EQ(probe.in_flight.value(), static_cast<std::int64_t>(model.in_flight()));
    ASSERT_EQ(settled(Outcome::delivered), delivered);
    ASSERT_EQ(accounted_for(), offered);
    ASSERT_EQ(dropped(DropReason::outbox_full_oldest) + dropped(DropReason::outbox_full_newest),
              drops);
    if (model.is_full || model.in_flight() == window.records) return;
    for (const LaneModel::OneLane& lane : model.lanes) {
      ASSERT_TRUE(lane.refused || lane.waiting.empty()) << "an open lane is held up";
    }
  }

  void step(std::size_t offers_in_ten) {
    const std::size_t dice = random() % 10;
    if (dice < offers_in_ten) {
      offer_next();
    } else if (dice < 8) {
      settle_one();
    } else {
      make_trouble();
    }
    loop.advance(Duration{0});  // where more could be submitted than one turn may
  }
  // Busy and quiet times take turns, so that the outbox is empty now and then, and full.
  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step(i / 300 % 2 == 0 ? 6 : 2);
      ASSERT_NO_FATAL_FAILURE(compare()) << "step " << i;
    }
    while (!outbox->drained()) {
      model.is_full = false;
      outbox->on_sink_ready();
      settle_one();
      make_ready(random() % lane_count);
      loop.advance(Duration{0});
      ASSERT_NO_FATAL_FAILURE(compare());
    }
  }

  test::SeededRandom& random;
  OverflowPolicy when_full;
  LaneModel model;
  std::size_t offered = 0;
  std::uint64_t delivered = 0;
  std::uint64_t drops = 0;
};

struct OutboxLaneModelTest : testing::TestWithParam<OverflowPolicy> {};

TEST_P(OutboxLaneModelTest, KeepsTheOrderOfEachLaneAndHoldsUpNoOpenOne) {
  test::for_each_seed(40, [](test::SeededRandom& random) {
    LanePlay play{random, GetParam()};
    play.run(7'500);
    play.expect_conserved();
  });
}

INSTANTIATE_TEST_SUITE_P(All, OutboxLaneModelTest,
                         testing::Values(OverflowPolicy::drop_oldest, OverflowPolicy::drop_newest,
                                         OverflowPolicy::block));

}  // namespace
}  // namespace sluice::relay
