#include "config/did_you_mean.hpp"

#include <gtest/gtest.h>

namespace sluice::config {
namespace {

TEST(DidYouMeanTest, FindsTheNearestWordOnly) {
  EXPECT_EQ(did_you_mean("chanel", {"channel", "event"}), " (did you mean 'channel'?)");
  EXPECT_EQ(did_you_mean("frist", {"all", "first"}), " (did you mean 'first'?)");
  EXPECT_EQ(did_you_mean("warehouse", {"events", "floor"}), "");
  EXPECT_EQ(did_you_mean("x", {"y"}), "");
  EXPECT_EQ(did_you_mean("x", {}), "");
}

}  // namespace
}  // namespace sluice::config
