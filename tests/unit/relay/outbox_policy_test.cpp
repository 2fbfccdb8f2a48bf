#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/relay/outbox.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

using testing::ElementsAre;

struct OutboxPolicyTest : OutboxFixture {
  // An outbox whose sink takes nothing for now.
  void open_stuck(OutboxSettings settings) {
    open(settings);
    sink.answer = Admission::full;
  }
};

TEST_F(OutboxPolicyTest, DropOldestMakesRoomWithTheOldestWaiting) {
  open_stuck({.max_records = 2,
              .max_bytes = test::roomy.max_bytes,
              .when_full = OverflowPolicy::drop_oldest});
  for (const char* payload : {"a", "b", "c", "d"}) offer(payload);
  EXPECT_EQ(dropped(DropReason::outbox_full_oldest), 2U);
  sink_has_room_again();
  EXPECT_THAT(submitted(), ElementsAre("c", "d"));
}

TEST_F(OutboxPolicyTest, DropOldestNeverDropsWhatTheSinkHas) {
  open({.max_records = 2,
        .max_bytes = test::roomy.max_bytes,
        .when_full = OverflowPolicy::drop_oldest});
  for (const char* payload : {"a", "b", "c"}) offer(payload);
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 1U);
  deliver(0);
  deliver(1);
  EXPECT_EQ(settled(Outcome::delivered), 2U);
}

TEST_F(OutboxPolicyTest, DropOldestDropsAsManyAsALargeRecordNeeds) {
  open_stuck({.max_records = test::roomy.max_records,
              .max_bytes = 100,
              .when_full = OverflowPolicy::drop_oldest});
  for (int i = 0; i < 10; ++i) offer("123456789");  // ten with its topic
  offer(std::string(94, 'x'));
  EXPECT_EQ(dropped(DropReason::outbox_full_oldest), 10U);
  EXPECT_EQ(probe.bytes.value(), 95);
}

TEST_F(OutboxPolicyTest, DropOldestDropsNothingForARecordThatWouldNotFitAnyway) {
  open({.max_records = test::roomy.max_records,
        .max_bytes = 100,
        .when_full = OverflowPolicy::drop_oldest});
  offer(std::string(49, 'f'));
  sink.answer = Admission::full;
  offer("waiting");
  offer(std::string(60, 'x'));
  EXPECT_EQ(dropped(DropReason::outbox_full_oldest), 0U);
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 1U);
}

TEST_F(OutboxPolicyTest, DropNewestKeepsWhatItHas) {
  open_stuck({.max_records = 2,
              .max_bytes = test::roomy.max_bytes,
              .when_full = OverflowPolicy::drop_newest});
  for (const char* payload : {"a", "b", "c"}) offer(payload);
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 1U);
  sink_has_room_again();
  EXPECT_THAT(submitted(), ElementsAre("a", "b"));
}

TEST_F(OutboxPolicyTest, BlockAsksForNoMoreAndStillTakesWhatComes) {
  open_stuck(
      {.max_records = 2, .max_bytes = test::roomy.max_bytes, .when_full = OverflowPolicy::block});
  offer("a");
  EXPECT_TRUE(outbox->wants_events());
  offer("b");
  EXPECT_FALSE(outbox->wants_events());
  offer("already read");
  sink_has_room_again();
  EXPECT_THAT(submitted(), ElementsAre("a", "b", "already read"));
}

TEST_F(OutboxPolicyTest, BlockSaysOnceThatItWantsEventsAgain) {
  open({.max_records = 2, .max_bytes = test::roomy.max_bytes, .when_full = OverflowPolicy::block});
  int calls = 0;
  outbox->set_on_wants_events([&] { ++calls; });
  for (const char* payload : {"a", "b", "c"}) offer(payload);
  deliver(0);
  EXPECT_EQ(calls, 0);
  deliver(1);
  EXPECT_EQ(calls, 1);
  deliver(2);
  EXPECT_EQ(calls, 1);
}

TEST_F(OutboxPolicyTest, BlockWantsNoEventsUntilAQuarterIsFree) {
  open({.max_records = 8, .max_bytes = test::roomy.max_bytes, .when_full = OverflowPolicy::block});
  for (int i = 0; i < 8; ++i) offer("x");
  deliver(0);
  EXPECT_FALSE(outbox->wants_events());
  deliver(1);
  EXPECT_TRUE(outbox->wants_events());
  offer("x");
  EXPECT_TRUE(outbox->wants_events());
}

TEST_F(OutboxPolicyTest, BlockIsBoundedByBytesToo) {
  open_stuck({.max_records = test::roomy.max_records,
              .max_bytes = 20,
              .when_full = OverflowPolicy::block});
  offer(std::string(18, 'x'));
  EXPECT_TRUE(outbox->wants_events());
  offer("");
  EXPECT_FALSE(outbox->wants_events());
}

TEST_F(OutboxPolicyTest, OtherPoliciesAlwaysWantEvents) {
  open_stuck({.max_records = 1,
              .max_bytes = test::roomy.max_bytes,
              .when_full = OverflowPolicy::drop_newest});
  offer("a");
  EXPECT_TRUE(outbox->wants_events());
}

// One record in each block is never settled; all others are at once.
TEST_F(OutboxPolicyTest, IsFullWhenStragglersOccupyTwiceItsBytes) {
  constexpr std::size_t max_bytes = 32 * 1024;
  open({.max_records = 1000, .max_bytes = max_bytes, .when_full = OverflowPolicy::drop_oldest});
  std::size_t stragglers = 0;
  for (int i = 0; i < 10'000; ++i) {
    offer(std::string(200, 'x'));
    if (dropped(DropReason::outbox_full_newest) > 0) break;
    if (i % 16 == 0) {
      ++stragglers;
    } else {
      deliver(sink.got.size() - 1);
    }
  }
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 1U);
  EXPECT_LT(probe.bytes.value(), std::int64_t{max_bytes} / 2);
  EXPECT_GE(probe.memory.value(), probe.max_memory.value()) << "so the fill ratio is 1 or more";
  for (std::size_t i = 0; i < stragglers; ++i) deliver(i * 16);
  EXPECT_TRUE(outbox->drained());
  offer("room again");
  EXPECT_EQ(sink.got.back().payload, "room again");
}

// A bound may be far above what is then rendered; the room made for it must not count as held.
TEST_F(OutboxPolicyTest, IsNotFullOfRoomThatWasOnlyReserved) {
  open({.max_records = test::roomy.max_records, .max_bytes = 4096});
  for (int i = 0; i < 3; ++i) {
    text::Writer out = outbox->begin(1024 * 1024);
    outbox->commit(write_record(out, "t", "", std::string(5000, 'x')), {});
  }
  EXPECT_EQ(dropped(DropReason::too_large), 3U);
  text::Writer out = outbox->begin(2 * 1024 * 1024);
  outbox->commit(write_record(out, "t", "", "small"), {});
  EXPECT_THAT(submitted(), ElementsAre("small"));
}

}  // namespace
}  // namespace sluice::relay
