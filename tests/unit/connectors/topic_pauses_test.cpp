#include "connectors/topic_pauses.hpp"

#include <gmock/gmock.h>

#include <span>
#include <vector>

#include "tests/support/manual_loop.hpp"

namespace sluice::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct OpenedLanes final : DeliveryListener {
  void on_delivered(std::span<const Ticket>) noexcept override {}
  void on_rejected(Ticket, const Rejection&) noexcept override {}
  void on_lost(const Loss&) noexcept override {}
  void on_sink_ready() noexcept override {}
  void on_lane_ready(Lane lane) noexcept override { opened.push_back(lane.id); }

  std::vector<std::uint64_t> opened;
};

struct TopicPausesTest : testing::Test {
  test::ManualLoop loop;
  OpenedLanes lanes;
  TopicPauses pauses{loop, lanes};
};

constexpr Duration first_pause_max{500};
constexpr Duration pause_max{30'000};

TEST_F(TopicPausesTest, EachTopicIsALaneThatOpensAtTheEndOfItsPause) {
  const Lane trades = pauses.pause("trades");
  const Lane orders = pauses.pause("orders");
  EXPECT_NE(trades.id, orders.id);
  EXPECT_EQ(pauses.lane_of("trades").value().id, trades.id);
  EXPECT_FALSE(pauses.lane_of("quotes"));
  loop.advance(first_pause_max);
  EXPECT_THAT(lanes.opened, testing::UnorderedElementsAre(trades.id, orders.id));
  EXPECT_FALSE(pauses.lane_of("trades"));
}

TEST_F(TopicPausesTest, FurtherRefusalsDoNotProlongAPause) {
  const Lane lane = pauses.pause("trades");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(pauses.pause("trades").id, lane.id);
  loop.advance(first_pause_max);
  EXPECT_THAT(lanes.opened, ElementsAre(lane.id));
}

TEST_F(TopicPausesTest, RefusalAfterRefusalItWaitsLongerUpToHalfAMinute) {
  Duration longest{0};
  for (int i = 0; i < 200; ++i) {
    pauses.pause("trades");
    const Time begin = loop.now();
    while (pauses.lane_of("trades")) loop.advance(Duration{100});
    longest = std::max(longest, std::chrono::duration_cast<Duration>(loop.now() - begin));
  }
  EXPECT_GT(longest, pause_max / 2);
  EXPECT_LE(longest, pause_max + Duration{100});
}

TEST_F(TopicPausesTest, ATopicThatWasTakenForAWhileBeginsWithAShortPause) {
  for (int i = 0; i < 10; ++i) {
    pauses.pause("trades");
    loop.advance(pause_max);
  }
  loop.advance(Duration{60'001});
  lanes.opened.clear();
  pauses.pause("trades");
  loop.advance(first_pause_max);
  EXPECT_EQ(lanes.opened.size(), 1U);
}

TEST_F(TopicPausesTest, NothingOpensWhenTheSinkIsGone) {
  {
    TopicPauses short_lived{loop, lanes};
    short_lived.pause("trades");
  }
  loop.advance(pause_max);
  EXPECT_THAT(lanes.opened, IsEmpty());
}

}  // namespace
}  // namespace sluice::connectors
