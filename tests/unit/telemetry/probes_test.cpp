#include "gateway/telemetry/probes.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace sluice::telemetry {
namespace {

template <class Enum>
void expect_different_words() {
  std::set<std::string_view> all;
  for (std::size_t i = 0; i < enum_count<Enum>; ++i) all.insert(to_string(static_cast<Enum>(i)));
  EXPECT_EQ(all.size(), enum_count<Enum>);
}

TEST(ProbesTest, NameEveryValueOfEveryLabelDifferently) {
  expect_different_words<ConnectionState>();
  expect_different_words<SubscriptionState>();
  expect_different_words<SigninState>();
  expect_different_words<LossReason>();
  expect_different_words<GapReason>();
  expect_different_words<AuthResult>();
  expect_different_words<UndecryptableReason>();
  expect_different_words<DropReason>();
  expect_different_words<EventKind>();
  expect_different_words<Outcome>();
  expect_different_words<RejectionCode>();
  expect_different_words<ReturnLoss>();
}

TEST(ProbesTest, CountTheValuesOfALabelUpToTheLast) {
  static_assert(enum_count<SigninState> == std::size_t(SigninState::failed) + 1);
  static_assert(enum_count<Outcome> == std::size_t(Outcome::kept) + 1);
}

TEST(ProbesTest, ShowAConnectionInExactlyOneState) {
  ConnectionProbe probe;
  probe.enter(ConnectionState::connecting);
  probe.enter(ConnectionState::waiting);
  for (std::size_t i = 0; i < enum_count<ConnectionState>; ++i) {
    EXPECT_EQ(probe.state[i].value(), i == std::size_t{2} ? 1 : 0) << i;
  }
}

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
