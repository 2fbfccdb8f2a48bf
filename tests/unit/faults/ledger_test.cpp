#include "tests/faults/ledger.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sluice::test {
namespace {

/// 1 to `count` on one channel.
Ledger numbers(int count) {
  Ledger ledger;
  for (int number = 1; number <= count; ++number) ledger.sent.push_back({"left", number});
  return ledger;
}

Account account(const Ledger& ledger, std::vector<int> arrivals) {
  return account_of(ledger, {{"left", std::move(arrivals)}});
}

TEST(LedgerTest, EverythingThatArrivesInItsOrderIsDelivered) {
  const auto all = account(numbers(3), {1, 2, 3});
  EXPECT_EQ(all.sent, 3U);
  EXPECT_EQ(all.received, 3U);
  EXPECT_EQ(all.delivered, 3U);
  EXPECT_EQ(all.duplicates + all.lost + all.inversions, 0U);
}

TEST(LedgerTest, WhatDoesNotArriveIsLost) {
  EXPECT_EQ(account(numbers(3), {1, 3}).lost, 1U);
  EXPECT_EQ(account(numbers(3), {1, 2}).lost, 1U);
}

TEST(LedgerTest, ARepetitionIsADuplicateAndNoInversion) {
  const auto again = account(numbers(3), {1, 2, 1, 2, 3});
  EXPECT_EQ(again.duplicates, 2U);
  EXPECT_EQ(again.inversions, 0U);
  EXPECT_EQ(again.delivered, 3U);
}

TEST(LedgerTest, AFirstArrivalBehindALaterOneIsAnInversion) {
  EXPECT_EQ(account(numbers(3), {1, 3, 2}).inversions, 1U);
}

TEST(LedgerTest, ChannelsHaveAnOrderEach) {
  Ledger ledger;
  ledger.sent = {{"left", 1}, {"right", 1}, {"left", 2}};
  const auto both = account_of(ledger, {{"left", {1, 2}}, {"right", {1}}});
  EXPECT_EQ(both.delivered, 3U);
  EXPECT_EQ(both.inversions, 0U);
}

TEST(LedgerTest, TheEndThatAKilledGatewayHadNotWrittenWasNotReceived) {
  Ledger ledger = numbers(6);
  ledger.kills.push_back({.begin = 0, .end = 5, .written = 2});
  const auto killed = account(ledger, {1, 2, 3, 6});
  EXPECT_EQ(killed.received, 4U);
  EXPECT_EQ(killed.lost, 0U);
}

TEST(LedgerTest, AHoleBeforeAnArrivalIsLostThoughTheGatewayWasKilled) {
  Ledger ledger = numbers(5);
  ledger.kills.push_back({.begin = 0, .end = 5, .written = 1});
  EXPECT_EQ(account(ledger, {1, 2, 4}).lost, 1U);
}

TEST(LedgerTest, WhatAKilledGatewayHadWrittenIsLostIfItDoesNotArrive) {
  Ledger ledger = numbers(5);
  ledger.kills.push_back({.begin = 0, .end = 5, .written = 4});
  EXPECT_EQ(account(ledger, {1, 2}).lost, 2U);
}

TEST(LedgerTest, WhatOneOfSeveralGatewaysHasWasReceived) {
  EXPECT_TRUE(outside({{.begin = 3, .end = 9}, {.begin = 0, .end = 5}}, 9).empty());
  Ledger ledger = numbers(9);
  ledger.kills = outside({{.begin = 0, .end = 5}, {.begin = 3, .end = 9}}, 9);
  EXPECT_EQ(account(ledger, {1, 2, 3, 4, 6, 7, 8, 9}).lost, 1U);
}

TEST(LedgerTest, WhatNoneOfSeveralGatewaysHasIsReceivedUpToItsLastArrival) {
  const auto holes = outside({{.begin = 6, .end = 8}, {.begin = 1, .end = 3}}, 9);
  ASSERT_EQ(holes.size(), 3U);
  EXPECT_EQ(holes[1].begin, 3U);
  EXPECT_EQ(holes[1].end, 6U);
  Ledger ledger = numbers(9);
  ledger.kills = holes;
  const auto some = account(ledger, {2, 3, 5, 7, 8});
  EXPECT_EQ(some.received, 6U);
  EXPECT_EQ(some.lost, 1U);
}

TEST(LedgerTest, ARefusedRecordIsNotLostAndMustNotArrive) {
  Ledger ledger = numbers(3);
  ledger.refused = {{"left", 2}};
  const auto refused = account(ledger, {1, 3});
  EXPECT_EQ(refused.refused, 1U);
  EXPECT_EQ(refused.lost, 0U);
  EXPECT_EQ(refused.delivered, 2U);
  EXPECT_THROW(std::ignore = account(ledger, {1, 2, 3}), std::runtime_error);
}

TEST(LedgerTest, ADamagedRecordWasNotReceivedAndMustNotArrive) {
  Ledger ledger = numbers(3);
  ledger.damaged = {{"left", 2}};
  const auto damaged = account(ledger, {1, 3});
  EXPECT_EQ(damaged.received, 2U);
  EXPECT_EQ(damaged.lost, 0U);
  EXPECT_EQ(account(ledger, {1}).lost, 1U);
  EXPECT_THROW(std::ignore = account(ledger, {1, 2, 3}), std::runtime_error);
}

TEST(LedgerTest, AnArrivalThatNobodySentIsAnError) {
  EXPECT_THROW(std::ignore = account(numbers(1), {1, 2}), std::runtime_error);
}

}  // namespace
}  // namespace sluice::test
