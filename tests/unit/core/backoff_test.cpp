#include "gateway/core/backoff.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace sluice {
namespace {

constexpr Duration initial{1'000};
constexpr Duration max{30'000};

/// The largest and smallest of many draws of the n-th delay (from 0), each of a fresh backoff.
struct Spread {
  Duration least = Duration::max();
  Duration most{0};
};

Spread spread_of(unsigned n) {
  Random random(7);
  Spread spread;
  for (int draw = 0; draw < 2'000; ++draw) {
    Backoff backoff(initial, max);
    for (unsigned earlier = 0; earlier < n; ++earlier) (void)backoff.next(random);
    const auto delay = backoff.next(random);
    spread.least = std::min(spread.least, delay);
    spread.most = std::max(spread.most, delay);
  }
  return spread;
}

TEST(BackoffTest, DoublesTheBoundWithEachDelay) {
  for (unsigned n = 0; n < 5; ++n) {
    const Duration bound = initial * (1 << n);
    EXPECT_LE(spread_of(n).most, bound);
    EXPECT_GT(spread_of(n).most, bound * 9 / 10);
  }
}

TEST(BackoffTest, SpreadsEachDelayOverAllOfItsRange) {
  for (unsigned n = 0; n < 8; ++n) {
    EXPECT_GE(spread_of(n).least, Duration(0));
    EXPECT_LT(spread_of(n).least, initial / 10 * (1 << std::min(n, 5U)));
  }
}

TEST(BackoffTest, NeverExceedsTheMaximum) {
  Random random(1);
  Backoff backoff(initial, max);
  for (int n = 0; n < 10'000; ++n) {
    const auto delay = backoff.next(random);
    ASSERT_GE(delay, Duration(0));
    ASSERT_LE(delay, max);
  }
}

TEST(BackoffTest, NeverExceedsAMaximumBelowTheInitialDelay) {
  Random random(1);
  Backoff backoff(Duration(1'000), Duration(10));
  for (int n = 0; n < 100; ++n) EXPECT_LE(backoff.next(random), Duration(10));
}

TEST(BackoffTest, StartsAgainAfterAReset) {
  Random random(1);
  Backoff backoff(initial, max);
  for (int round = 0; round < 200; ++round) {
    for (int n = 0; n < 10; ++n) (void)backoff.next(random);
    backoff.reset();
    EXPECT_LE(backoff.next(random), initial);
  }
}

TEST(BackoffTest, SpreadsAFleetThatLostItsServerAtOneMoment) {
  std::vector<Duration> delays;
  for (unsigned gateway = 0; gateway < 200; ++gateway) {
    Random random(gateway);
    delays.push_back(Backoff(initial, max).next(random));
  }
  std::ranges::sort(delays);
  const auto different = std::unique(delays.begin(), delays.end()) - delays.begin();
  EXPECT_GT(different, 150);
}

}  // namespace
}  // namespace sluice
