#include "gateway/app/time_span.hpp"

#include <gtest/gtest.h>

namespace sluice::app {
namespace {

TEST(TimeSpanTest, IsInTheLargestUnitOfWhichThereAreTwo) {
  EXPECT_EQ(span(0), "0 s");
  EXPECT_EQ(span(119), "119 s");
  EXPECT_EQ(span(120), "2 min");
  EXPECT_EQ(span(7'199), "119 min");
  EXPECT_EQ(span(7'200), "2 h");
  EXPECT_EQ(span(172'799), "47 h");
  EXPECT_EQ(span(172'800), "2 d");
}

}  // namespace
}  // namespace sluice::app
