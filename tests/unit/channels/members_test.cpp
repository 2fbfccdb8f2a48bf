#include "gateway/channels/subscription/members.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

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
  const auto difference = members_.replace({{"3", ""}});
  EXPECT_EQ(members_.count(), 1U);
  EXPECT_FALSE(members_.contains("1"));
  EXPECT_TRUE(members_.contains("3"));
  ASSERT_EQ(difference.joined.size(), 1U);
  EXPECT_EQ(difference.joined[0].user_id, "3");
  EXPECT_EQ(difference.left, (std::vector<std::string>{"1", "2"}));
}

TEST_F(MembersTest, DifferWhereSomethingElseIsKnownOfOne) {
  const auto difference = members_.replace({{"1", "{}"}, {"2", ""}});
  ASSERT_EQ(difference.joined.size(), 1U);
  EXPECT_EQ(difference.joined[0].user_id, "1");
  EXPECT_EQ(difference.joined[0].user_info, "{}");
  EXPECT_TRUE(difference.left.empty());
}

TEST_F(MembersTest, ComeAndGo) {
  EXPECT_TRUE(members_.add({"3", "{}"}));
  EXPECT_TRUE(members_.remove("1"));
  EXPECT_TRUE(members_.contains("3"));
  EXPECT_FALSE(members_.contains("1"));
  EXPECT_EQ(members_.count(), 2U);
}

TEST_F(MembersTest, AreNotCountedTwice) {
  EXPECT_TRUE(members_.add({"1", R"({"name":"B"})"}));
  EXPECT_FALSE(members_.add({"1", R"({"name":"B"})"}));
  EXPECT_EQ(members_.count(), 2U);
  EXPECT_EQ(members_.all().at("1"), R"({"name":"B"})");
}

TEST_F(MembersTest, StayAsTheyAreWhenAnUnknownOneLeaves) {
  EXPECT_FALSE(members_.remove("9"));
  EXPECT_FALSE(members_.remove(""));
  EXPECT_EQ(members_.count(), 2U);
}

}  // namespace
}  // namespace sluice::channels
