#include "gateway/channels/presence.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::channels {
namespace {

class MembersTest : public testing::Test {
 protected:
  MembersTest() { members_.replace({{"1", R"({"name":"A"})"}, {"2", ""}}); }

  Members members_;
};

TEST_F(MembersTest, AreThoseOfTheSnapshot) {
  EXPECT_EQ(members_.count(), 2U);
  EXPECT_TRUE(members_.contains("1"));
  EXPECT_EQ(members_.all().at("1"), R"({"name":"A"})");
}

TEST_F(MembersTest, AreReplacedByTheNextSnapshot) {
  members_.replace({{"3", ""}});
  EXPECT_EQ(members_.count(), 1U);
  EXPECT_FALSE(members_.contains("1"));
  EXPECT_TRUE(members_.contains("3"));
}

TEST_F(MembersTest, ComeAndGo) {
  members_.add({"3", "{}"});
  members_.remove("1");
  EXPECT_TRUE(members_.contains("3"));
  EXPECT_FALSE(members_.contains("1"));
  EXPECT_EQ(members_.count(), 2U);
}

TEST_F(MembersTest, AreNotCountedTwice) {
  members_.add({"1", R"({"name":"B"})"});
  EXPECT_EQ(members_.count(), 2U);
  EXPECT_EQ(members_.all().at("1"), R"({"name":"B"})");
}

TEST_F(MembersTest, StayAsTheyAreWhenAnUnknownOneLeaves) {
  members_.remove("9");
  members_.remove("");
  EXPECT_EQ(members_.count(), 2U);
}

TEST_F(MembersTest, AreGoneWhenTheSocketIs) {
  members_.clear();
  EXPECT_EQ(members_.count(), 0U);
}

}  // namespace
}  // namespace sluice::channels
