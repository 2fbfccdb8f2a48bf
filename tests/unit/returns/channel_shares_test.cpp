#include "gateway/returns/channel_shares.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>

namespace sluice::returns {
namespace {

using testing::Ge;

std::string channel(int n) {
  return "private-" + std::to_string(n);
}

TEST(ChannelSharesTest, GivesEachConnectionAFairShare) {
  std::map<std::size_t, int> shares;
  const std::array<std::size_t, 3> connections{0, 1, 5};
  for (int n = 0; n < 3000; ++n) ++shares[ChannelShares::owner(connections, channel(n))];
  ASSERT_EQ(shares.size(), 3U);
  for (const auto& [connection, share] : shares) EXPECT_THAT(share, Ge(800)) << connection;
}

TEST(ChannelSharesTest, TakesFromTheOthersOnlyWhatOneMoreConnectionGets) {
  const std::array<std::size_t, 2> before{2, 0};
  const std::array<std::size_t, 3> after{1, 0, 2};
  for (int n = 0; n < 300; ++n) {
    const std::size_t owner = ChannelShares::owner(after, channel(n));
    if (owner != 1) {
      EXPECT_EQ(owner, ChannelShares::owner(before, channel(n)));
    }
  }
}

TEST(ChannelSharesTest, ChoosesAmongTheConnectionsThatSubscribe) {
  const std::vector<std::vector<std::string>> channels{{"a", "b"}, {"b"}, {"c"}};
  const ChannelShares shares{channels};
  const std::array<std::size_t, 3> all{0, 1, 2};
  EXPECT_EQ(shares.subscriber(all, "a"), 0U);
  EXPECT_EQ(shares.subscriber(all, "c"), 2U);
  EXPECT_NE(shares.subscriber(all, "b"), 2U);
}

TEST(ChannelSharesTest, NamesSomeConnectionForAChannelThatNoneSubscribesTo) {
  const std::vector<std::vector<std::string>> channels{{}, {}, {"x"}};
  const ChannelShares shares{channels};
  const std::array<std::size_t, 2> two{0, 1};
  EXPECT_EQ(shares.subscriber(two, "x"), ChannelShares::owner(two, "x"));
}

}  // namespace
}  // namespace sluice::returns
