#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/unit/relay/outbox_life.hpp"

namespace sluice::relay {
namespace {

using journal::SimulatedDisk;
using testing::ElementsAre;

struct OutboxAgeTest : testing::Test {
  void limit(Life& life) {
    life.outbox.set_age_limit(max_age, [this] { return clock; });
  }
  /// A record that arrives now.
  void offer(Life& life, const std::string& payload) const {
    text::Writer out = life.outbox.begin(10 + payload.size());
    life.outbox.commit(write_record(out, "topic", "key", payload), {.received_at = clock});
  }
  void offer(Life& life, int first, int last) const {
    for (int number = first; number <= last; ++number) {
      offer(life, std::to_string(number));
      if (number % 20 == 0) life.await_written();
    }
    life.await_written();
  }
  static void await_dropped(Life& life, std::uint64_t count) {
    EXPECT_TRUE(life.loop.run_until([&] { return life.dropped(DropReason::too_old) >= count; }));
    EXPECT_EQ(life.dropped(DropReason::too_old), count);
    life.expect_conserved();
  }

  static constexpr Duration max_age{50};
  WallTime clock{std::chrono::hours{1}};
  SimulatedDisk disk{1};
};

TEST_F(OutboxAgeTest, WhatHasWaitedTooLongIsDroppedForGood) {
  {
    Life life{disk, roomy_with_disk, Admission::full};
    limit(life);
    offer(life, 1, 5);
    clock += max_age;
    offer(life, 6, 8);
    clock += Duration(1);
    await_dropped(life, 5);
    life.end();
    EXPECT_EQ(life.settled(Outcome::kept), 3U);
  }
  Life life{disk};
  EXPECT_TRUE(life.submits(3));
  EXPECT_THAT(life.submitted(), ElementsAre("6", "7", "8"));
}

TEST_F(OutboxAgeTest, WhatIsUnderWayIsNotDropped) {
  Life life{disk};
  limit(life);
  offer(life, 1, 3);
  life.sink.answer = Admission::full;
  offer(life, 4, 6);
  clock += 2 * max_age;
  await_dropped(life, 3);
  EXPECT_THAT(life.submitted(), ElementsAre("1", "2", "3"));
  life.deliver_all();
  EXPECT_TRUE(life.outbox.drained());
}

TEST_F(OutboxAgeTest, RecordsOnTheDiskGrowOldToo) {
  Life life{disk, small_with_disk, Admission::full};
  limit(life);
  offer(life, 1, 1'000);
  EXPECT_GT(life.probe.backlog_records.value(), 800);
  clock += 2 * max_age;
  offer(life, 1'001, 1'300);
  await_dropped(life, 1'000);
  life.drain();
  ASSERT_EQ(life.sink.got.size(), 300U);
  EXPECT_EQ(life.sink.got.front().payload, "1001");
  EXPECT_EQ(life.sink.got.back().payload, "1300");
}

TEST_F(OutboxAgeTest, WhatIsReadBackTooOldIsNotSubmitted) {
  Life life{disk, small_with_disk, Admission::full};
  limit(life);
  offer(life, 1, 300);
  const auto on_disk = static_cast<std::uint64_t>(life.probe.backlog_records.value());
  ASSERT_GT(on_disk, 100U);
  clock += 2 * max_age;
  life.drain();
  EXPECT_EQ(life.dropped(DropReason::too_old), on_disk);
  EXPECT_EQ(life.sink.got.size(), 300 - on_disk);
}

TEST_F(OutboxAgeTest, AStartDropsWhatHasGrownOldMeanwhile) {
  {
    Life life{disk, small_with_disk, Admission::full};
    offer(life, 1, 500);
    clock += 2 * max_age;
    offer(life, 501, 510);
    life.end();
  }
  Life life{disk, small_with_disk, Admission::full};
  limit(life);
  await_dropped(life, 500);
  life.drain();
  EXPECT_EQ(life.sink.got.size(), 10U);
}

TEST_F(OutboxAgeTest, WithoutALimitNothingIsTooOld) {
  Life life{disk, small_with_disk, Admission::full};
  offer(life, 1, 300);
  clock += std::chrono::hours{10'000};
  life.drain();
  EXPECT_EQ(life.sink.got.size(), 300U);
  EXPECT_EQ(life.dropped(DropReason::too_old), 0U);
}

}  // namespace
}  // namespace sluice::relay
