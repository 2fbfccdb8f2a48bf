#include "gateway/telemetry/probes.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace sluice::telemetry {
namespace {

template <class Enum>
std::set<std::string_view> words(std::size_t values) {
  std::set<std::string_view> all;
  for (std::size_t i = 0; i < values; ++i) all.insert(to_string(static_cast<Enum>(i)));
  all.erase("");
  return all;
}

TEST(ProbesTest, NameEveryValueOfEveryLabelDifferently) {
  EXPECT_EQ(words<ConnectionState>(connection_states).size(), connection_states);
  EXPECT_EQ(words<SubscriptionState>(subscription_states).size(), subscription_states);
  EXPECT_EQ(words<LossReason>(loss_reasons).size(), loss_reasons);
  EXPECT_EQ(words<AuthResult>(auth_results).size(), auth_results);
  EXPECT_EQ(words<DropReason>(drop_reasons).size(), drop_reasons);
}

TEST(ProbesTest, ShowAConnectionInExactlyOneState) {
  ConnectionProbe probe;
  probe.enter(ConnectionState::connecting);
  probe.enter(ConnectionState::waiting);
  for (std::size_t i = 0; i < connection_states; ++i) {
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
