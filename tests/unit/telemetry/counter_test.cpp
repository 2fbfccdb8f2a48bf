#include "gateway/telemetry/counter.hpp"

#include <gtest/gtest.h>

namespace sluice::telemetry {
namespace {

TEST(HistogramTest, CountsAValueOnItsBoundInTheBucketBelow) {
  Histogram histogram;
  histogram.observe(0.001);
  histogram.observe(11.0);
  EXPECT_EQ(histogram.bucket(1), 1U);
  EXPECT_EQ(histogram.bucket(Histogram::bounds.size()), 1U);
  EXPECT_DOUBLE_EQ(histogram.sum(), 11.001);
}

}  // namespace
}  // namespace sluice::telemetry
