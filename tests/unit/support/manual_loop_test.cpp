#include "tests/support/manual_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace sluice::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

struct ManualLoopTest : testing::Test {
  Loop::Task note(int what) {
    return [this, what] { seen.push_back(what); };
  }

  ManualLoop loop;
  std::vector<int> seen;
};

TEST_F(ManualLoopTest, RunsWhatWasPostedInOrderAndOnlyWhenTold) {
  loop.post([this] {
    seen.push_back(1);
    loop.post(note(3));
  });
  loop.post(note(2));
  EXPECT_THAT(seen, IsEmpty());
  loop.run_posted();
  EXPECT_THAT(seen, ElementsAre(1, 2, 3));
}

TEST_F(ManualLoopTest, RunsTimersAtTheirTimeInOrder) {
  const Time start = loop.now();
  const auto late = loop.after(20ms, note(2));
  const auto early = loop.after(10ms, note(1));
  const auto dropped = [&] { return loop.after(10ms, note(9)); }();
  loop.advance(9ms);
  EXPECT_THAT(seen, IsEmpty());
  loop.advance(11ms);
  EXPECT_THAT(seen, ElementsAre(1, 9, 2));
  EXPECT_EQ(loop.now() - start, 20ms);
}

TEST_F(ManualLoopTest, ForgetsATimerWithItsHandle) {
  { const auto handle = loop.after(1ms, note(1)); }
  loop.advance(1s);
  EXPECT_THAT(seen, IsEmpty());
  EXPECT_EQ(loop.timers(), 0U);
}

TEST_F(ManualLoopTest, LetsATimerStartItselfAgain) {
  Loop::Handle handle;
  Loop::Task again = [&] {
    seen.push_back(1);
    if (seen.size() < 3) handle = loop.after(1ms, again);
  };
  handle = loop.after(1ms, again);
  loop.advance(10ms);
  EXPECT_EQ(seen.size(), 3U);
}

TEST_F(ManualLoopTest, WakesTheWatchersOfADescriptorUntilTheirHandlesDie) {
  Loop::Handle mine = loop.watch(5, [&] {
    seen.push_back(5);
    mine.reset();
  });
  const auto other = loop.watch(6, note(6));
  loop.make_readable(5);
  loop.make_readable(5);
  EXPECT_THAT(seen, ElementsAre(5));
  EXPECT_EQ(loop.watches(), 1U);
}

}  // namespace
}  // namespace sluice::test
