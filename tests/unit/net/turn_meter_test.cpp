#include "gateway/net/turn_meter.hpp"

#include <gtest/gtest.h>

namespace sluice::net {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

struct TurnMeterTest : testing::Test {
  /// A turn that took and used so long. Whether it was measured.
  bool turn(microseconds took, microseconds used) {
    now += took;
    cpu += used;
    if (!meter.is_due(now)) return false;
    meter.measure(now, cpu);
    return true;
  }

  ShardProbe probe;
  Time now{};
  std::chrono::nanoseconds cpu{0};
  TurnMeter meter{probe, now, cpu};
};

TEST_F(TurnMeterTest, KeepsTheLongest) {
  turn(milliseconds{3}, milliseconds{2});
  turn(milliseconds{8}, milliseconds{7});
  turn(milliseconds{8}, milliseconds{1});
  EXPECT_EQ(probe.longest_turn.value(), 7'000'000);
  EXPECT_EQ(probe.long_turns.value(), 0U);
}

TEST_F(TurnMeterTest, CountsThoseThatAreTooLong) {
  turn(milliseconds{20}, milliseconds{20});
  EXPECT_EQ(probe.long_turns.value(), 0U);
  turn(milliseconds{21}, milliseconds{21});
  turn(milliseconds{90}, milliseconds{50});
  EXPECT_EQ(probe.long_turns.value(), 2U);
}

TEST_F(TurnMeterTest, ReadsTheProcessorTimeOfShortTurnsOnceAMillisecond) {
  int read = 0;
  for (int turns = 0; turns < 1'000; ++turns) read += turn(microseconds{100}, microseconds{100});
  EXPECT_EQ(read, 100);
  EXPECT_LE(probe.longest_turn.value(), 1'000'000);
}

TEST_F(TurnMeterTest, TakesNoTimeThatOtherProcessesUsedForATurn) {
  turn(milliseconds{500}, milliseconds{1});
  EXPECT_EQ(probe.longest_turn.value(), 1'000'000);
}

}  // namespace
}  // namespace sluice::net
