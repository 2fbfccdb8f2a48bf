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

TEST_F(MembersTest, AreKeptUpToALimitAndAllAreNews) {
  const MemberLimits limits{.max_count = 3};
  EXPECT_TRUE(members_.add({"3", ""}, limits));
  EXPECT_TRUE(members_.complete());
  EXPECT_TRUE(members_.add({"4", ""}, limits));
  EXPECT_FALSE(members_.complete());
  EXPECT_EQ(members_.count(), 3U);
  EXPECT_TRUE(members_.remove("4"));
  EXPECT_TRUE(members_.remove("9"));
  EXPECT_TRUE(members_.remove("3"));
  EXPECT_FALSE(members_.add({"1", R"({"name":"A"})"}, limits));
}

TEST_F(MembersTest, TakeNoMoreMemoryThanTheyMay) {
  const MemberLimits limits{.max_bytes = 1'000'000};
  for (int i = 0; i < 4'000; ++i) {
    EXPECT_TRUE(members_.add({std::to_string(i), std::string(50'000, 'x')}, limits));
  }
  EXPECT_LE(members_.bytes(), limits.max_bytes);
  EXPECT_GT(members_.count(), 10U);
}

TEST_F(MembersTest, GiveTheMemoryBackOfThoseWhoLeave) {
  const auto before = members_.bytes();
  members_.add({"3", std::string(1'000, 'x')});
  members_.add({"3", "{}"});
  members_.remove("3");
  EXPECT_EQ(members_.bytes(), before);
  members_.clear();
  EXPECT_EQ(members_.bytes(), 0U);
}

TEST_F(MembersTest, OfASnapshotBeyondTheLimitAreAllNewsAndKeptInPart) {
  const auto difference = members_.replace({{"2", ""}, {"3", ""}, {"4", ""}}, {.max_count = 1});
  EXPECT_EQ(difference.joined.size(), 2U);
  EXPECT_EQ(difference.left, (std::vector<std::string>{"1"}));
  EXPECT_EQ(members_.count(), 1U);
  EXPECT_FALSE(members_.complete());
  members_.replace({{"2", ""}}, {.max_count = 1});
  EXPECT_TRUE(members_.complete());
}

TEST_F(MembersTest, StandWhereASnapshotWasMissedAndAreNotAll) {
  members_.miss_snapshot();
  EXPECT_EQ(members_.count(), 2U);
  EXPECT_FALSE(members_.complete());
  EXPECT_FALSE(members_.add({"2", ""}));
  EXPECT_TRUE(members_.remove("9"));
}

TEST(MembersKnownTest, AreNotBeforeASnapshotNorAfterOneThatWasMissed) {
  Members members;
  members.add({"1", ""});
  EXPECT_FALSE(members.known());
  members.replace({{"1", ""}});
  EXPECT_TRUE(members.known());
  members.miss_snapshot();
  EXPECT_FALSE(members.known());
  members.replace({{"1", ""}, {"2", ""}}, {.max_count = 1});
  EXPECT_FALSE(members.known());
  members.replace({});
  EXPECT_TRUE(members.known());
  members.clear();
  EXPECT_FALSE(members.known());
}

}  // namespace
}  // namespace sluice::channels
