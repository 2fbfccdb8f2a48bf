#include "gateway/returns/channel_shares.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>

namespace sluice::returns {
namespace {

using testing::Ge;

constexpr ConnectionId a{1};
constexpr ConnectionId b{2};
constexpr ConnectionId c{5};

std::string channel(int n) {
  return "private-" + std::to_string(n);
}

const std::array<WantedChannels, 3> three{
    {{a, "a", {"one", "both"}}, {b, "b", {"both"}}, {c, "c", {"three"}}}};

TEST(ChannelSharesTest, GivesEachConnectionAFairShare) {
  const ChannelShares all{three};
  std::map<ConnectionId, int> shares;
  for (int n = 0; n < 3000; ++n) ++shares[all.owner(std::array{a, b, c}, channel(n))];
  ASSERT_EQ(shares.size(), 3U);
  for (const auto& [connection, share] : shares) EXPECT_THAT(share, Ge(800));
}

TEST(ChannelSharesTest, TakesFromTheOthersOnlyWhatOneMoreConnectionGets) {
  const ChannelShares all{three};
  for (int n = 0; n < 300; ++n) {
    const ConnectionId owner = all.owner(std::array{b, a, c}, channel(n));
    if (owner != b) {
      EXPECT_EQ(owner, all.owner(std::array{c, a}, channel(n)));
    }
  }
}

TEST(ChannelSharesTest, GoByTheNamesOfConnectionsAndNotByTheirNumbers) {
  const std::array<WantedChannels, 3> later{
      {{ConnectionId{7}, "c", {}}, {ConnectionId{8}, "a", {}}, {ConnectionId{9}, "b", {}}}};
  const std::map<ConnectionId, ConnectionId> number_later{
      {a, ConnectionId{8}}, {b, ConnectionId{9}}, {c, ConnectionId{7}}};
  const ChannelShares before{three};
  const ChannelShares after{later};
  for (int n = 0; n < 300; ++n) {
    const ConnectionId owner = before.owner(std::array{a, b, c}, channel(n));
    EXPECT_EQ(
        after.owner(std::array{ConnectionId{7}, ConnectionId{8}, ConnectionId{9}}, channel(n)),
        number_later.at(owner));
  }
}

TEST(ChannelSharesTest, ChoosesAmongTheConnectionsThatSubscribe) {
  const ChannelShares shares{three};
  const std::array all{a, b, c};
  EXPECT_EQ(shares.subscriber(all, "one"), a);
  EXPECT_EQ(shares.subscriber(all, "three"), c);
  EXPECT_NE(shares.subscriber(all, "both"), c);
}

TEST(ChannelSharesTest, NamesSomeConnectionForAChannelThatNoneSubscribesTo) {
  const ChannelShares shares{three};
  const std::array two{a, b};
  EXPECT_EQ(shares.subscriber(two, "three"), shares.owner(two, "three"));
}

}  // namespace
}  // namespace sluice::returns
