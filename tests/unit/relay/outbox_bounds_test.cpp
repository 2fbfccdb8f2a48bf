#include <gmock/gmock.h>

#include "tests/unit/relay/outbox_fixture.hpp"

// Bounds that change while the outbox holds records.
namespace sluice::relay {
namespace {

using testing::ElementsAre;

struct OutboxBoundsTest : OutboxFixture {
  static OutboxSettings bounds(std::size_t records, OverflowPolicy when_full) {
    return {.max_records = records, .max_bytes = 1024 * 1024, .when_full = when_full};
  }
  /// With a sink that takes nothing, and these records.
  void hold(std::size_t records, OverflowPolicy when_full) {
    open(bounds(8, when_full));
    sink.answer = Admission::full;
    for (std::size_t i = 0; i < records; ++i) offer(std::string(1, static_cast<char>('a' + i)));
  }
};

TEST_F(OutboxBoundsTest, MakeRoomWhenTheyGrow) {
  hold(8, OverflowPolicy::drop_newest);
  outbox->set_bounds(bounds(9, OverflowPolicy::drop_newest));
  EXPECT_EQ(probe.max_records.value(), 9);
  offer("i");
  offer("j");
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 1U);
  EXPECT_EQ(probe.records.value(), 9);
}

TEST_F(OutboxBoundsTest, GiveUpNoRecordWhenTheyShrink) {
  hold(4, OverflowPolicy::drop_newest);
  outbox->set_bounds(bounds(2, OverflowPolicy::drop_newest));
  EXPECT_EQ(probe.records.value(), 4);
  offer("e");
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 1U);
  sink_has_room_again();
  EXPECT_THAT(submitted(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(OutboxBoundsTest, AreKeptByTheNextRecordThatDropOldestMakesRoomFor) {
  hold(4, OverflowPolicy::drop_oldest);
  outbox->set_bounds(bounds(2, OverflowPolicy::drop_oldest));
  EXPECT_EQ(dropped(DropReason::outbox_full_oldest), 0U);
  offer("e");
  EXPECT_EQ(dropped(DropReason::outbox_full_oldest), 3U);
  sink_has_room_again();
  EXPECT_THAT(submitted(), ElementsAre("d", "e"));
}

TEST_F(OutboxBoundsTest, StopAndWakeTheReadersUnderBlock) {
  hold(4, OverflowPolicy::block);
  int woken = 0;
  outbox->set_on_wants_events([&] { ++woken; });
  EXPECT_TRUE(outbox->wants_events());
  outbox->set_bounds(bounds(3, OverflowPolicy::block));
  EXPECT_FALSE(outbox->wants_events());
  EXPECT_EQ(woken, 0);
  outbox->set_bounds(bounds(8, OverflowPolicy::block));
  EXPECT_TRUE(outbox->wants_events());
  EXPECT_EQ(woken, 1);
}

TEST_F(OutboxBoundsTest, MayComeWithAnotherPolicy) {
  hold(9, OverflowPolicy::block);
  EXPECT_FALSE(outbox->wants_events());
  outbox->set_bounds(bounds(4, OverflowPolicy::drop_newest));
  EXPECT_TRUE(outbox->wants_events());
  offer("x");
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 1U);
  EXPECT_EQ(probe.records.value(), 9);
}

TEST_F(OutboxBoundsTest, HoldAgainOnceWhatIsBeyondThemHasGone) {
  hold(4, OverflowPolicy::drop_newest);
  sink_has_room_again();
  outbox->set_bounds(bounds(3, OverflowPolicy::drop_newest));
  deliver(0);
  deliver(1);
  offer("e");
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 0U);
  offer("f");
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 1U);
}

}  // namespace
}  // namespace sluice::relay
