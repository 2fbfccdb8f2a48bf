#include "gateway/channels/overlap/coverage.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/channels/other_session.hpp"

namespace sluice::channels {
namespace {

class CoverageTest : public testing::Test {
 protected:
  CoverageTest() {
    old_.connect();
    old_.acknowledge("a");
    old_.acknowledge("b");
    next_.start();
  }
  [[nodiscard]] std::string missing() const {
    return missing_in(next_.session(), old_.session()).value_or("nothing");
  }

  OtherSession old_{{"a", "b"}};
  OtherSession next_{{"b", "c"}};
};

TEST_F(CoverageTest, WhatBothWantIsMissingUntilTheNewOneIsSubscribed) {
  EXPECT_EQ(missing(), "is not connected");
  next_.connect();
  EXPECT_EQ(missing(), "is not subscribed to b");
  next_.acknowledge("b");
  EXPECT_EQ(missing(), "nothing");
}

TEST_F(CoverageTest, SaysWhyAChannelWasRefused) {
  next_.connect();
  next_.refuse("b");
  EXPECT_EQ(missing().find("is not subscribed to b: "), 0U);
  EXPECT_NE(missing().find("no"), std::string::npos);
}

TEST_F(CoverageTest, NothingIsMissingThatTheOldOneDoesNotCarry) {
  next_.connect();
  old_.lose();
  EXPECT_EQ(missing(), "nothing");
}

TEST_F(CoverageTest, CarriesWhatIsSubscribed) {
  EXPECT_TRUE(carries(old_.session(), "a"));
  EXPECT_FALSE(carries(old_.session(), "c"));
  EXPECT_FALSE(carries(next_.session(), "b"));
}

}  // namespace
}  // namespace sluice::channels
