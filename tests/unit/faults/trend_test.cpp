#include "tests/faults/trend.hpp"

#include <gtest/gtest.h>

namespace sluice::test {
namespace {

TEST(TrendTest, AStraightLineHasItsSlope) {
  Trend trend;
  for (int i = 0; i < 4; ++i) trend.add(0.5 * i, 100 - 3 * i);
  EXPECT_DOUBLE_EQ(trend.slope_an_hour(), -6);
  EXPECT_EQ(trend.count(), 4U);
  EXPECT_EQ(trend.first(), 100);
  EXPECT_EQ(trend.last(), 91);
}

TEST(TrendTest, WhatLiesAroundALineDoesNotTiltIt) {
  Trend trend;
  for (const double value : {5, 7, 7, 5}) trend.add(static_cast<double>(trend.count()), value);
  EXPECT_DOUBLE_EQ(trend.slope_an_hour(), 0);
}

TEST(TrendTest, WithoutALineThereIsNoSlope) {
  Trend trend;
  EXPECT_EQ(trend.slope_an_hour(), 0);
  trend.add(1, 5);
  EXPECT_EQ(trend.slope_an_hour(), 0);
  trend.clear();
  EXPECT_EQ(trend.count(), 0U);
}

}  // namespace
}  // namespace sluice::test
