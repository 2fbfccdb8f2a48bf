#include "gateway/channels/session/liveness.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace sluice::channels {
namespace {

using std::chrono::seconds;
using Due = Liveness::Due;

class LivenessTest : public testing::Test {
 protected:
  LivenessTest() { liveness_.start(start_, seconds(30), seconds(10)); }

  [[nodiscard]] Time at(int s) const { return start_ + seconds(s); }

  Time start_{seconds(1'000)};
  Liveness liveness_;
};

TEST_F(LivenessTest, AsksForAPingAfterSilence) {
  EXPECT_EQ(liveness_.due(at(29)), Due::nothing);
  EXPECT_EQ(liveness_.deadline(), at(30));
  EXPECT_EQ(liveness_.due(at(30)), Due::ping);
}

TEST_F(LivenessTest, AsksForAPingWhenNothingWasSentThoughMuchWasHeard) {
  for (int s = 1; s <= 29; ++s) liveness_.heard(at(s));
  EXPECT_EQ(liveness_.due(at(30)), Due::ping);
}

TEST_F(LivenessTest, AsksForAPingWhenNothingWasHeardThoughMuchWasSent) {
  for (int s = 1; s <= 29; ++s) liveness_.sent(at(s));
  EXPECT_EQ(liveness_.due(at(30)), Due::ping);
}

TEST_F(LivenessTest, AsksForNothingWhileBothSidesTalk) {
  liveness_.heard(at(20));
  liveness_.sent(at(25));
  EXPECT_EQ(liveness_.due(at(49)), Due::nothing);
  EXPECT_EQ(liveness_.due(at(50)), Due::ping);
}

TEST_F(LivenessTest, TakesTheServerForDeadWithoutAPong) {
  liveness_.pinged(at(30));
  EXPECT_EQ(liveness_.due(at(39)), Due::nothing);
  EXPECT_EQ(liveness_.deadline(), at(40));
  EXPECT_EQ(liveness_.due(at(40)), Due::dead);
}

TEST_F(LivenessTest, TakesAnythingHeardForAPong) {
  liveness_.pinged(at(30));
  liveness_.heard(at(31));
  EXPECT_EQ(liveness_.due(at(40)), Due::nothing);
  EXPECT_EQ(liveness_.deadline(), at(60));
}

TEST_F(LivenessTest, IsNotComfortedByWhatWeSend) {
  liveness_.pinged(at(30));
  liveness_.sent(at(35));
  EXPECT_EQ(liveness_.due(at(40)), Due::dead);
}

TEST_F(LivenessTest, StartsAfreshOnANewSocket) {
  liveness_.pinged(at(30));
  liveness_.start(at(40), seconds(5), seconds(10));
  EXPECT_EQ(liveness_.due(at(44)), Due::nothing);
  EXPECT_EQ(liveness_.due(at(45)), Due::ping);
}

}  // namespace
}  // namespace sluice::channels
