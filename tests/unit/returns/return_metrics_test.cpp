#include "gateway/returns/return_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/telemetry/exporter.hpp"

namespace sluice::returns {
namespace {

using testing::HasSubstr;
using testing::Not;

class ReturnMetricsTest : public testing::Test {
 protected:
  ReturnMetricsTest() { return_.name = "orders"; }
  [[nodiscard]] std::string exposed() const { return telemetry::expose(metrics_); }

  std::list<ReturnProbe> probes_{1};
  ReturnProbe& return_ = probes_.front();
  const telemetry::Metrics metrics_ = return_metrics(probes_);
};

TEST(PathMetricsTest, ShowWhatASourceBrought) {
  std::list<PathProbe> probes{1};
  PathProbe& path = probes.front();
  path.name = "commands";
  path.pending.set(7);
  path.blocked.set(1);
  path.received.add(9);
  path.unmatched.add(2);
  const std::string exposed = telemetry::expose(path_metrics(probes));
  EXPECT_THAT(exposed, HasSubstr("sluice_source_pending{source=\"commands\"} 7\n"));
  EXPECT_THAT(exposed, HasSubstr("sluice_source_blocked{source=\"commands\"} 1\n"));
  EXPECT_THAT(exposed, HasSubstr("sluice_source_messages_received_total{source=\"commands\"} 9\n"));
  EXPECT_THAT(exposed,
              HasSubstr("sluice_source_messages_unmatched_total{source=\"commands\"} 2\n"));
}

TEST_F(ReturnMetricsTest, ShowWhatBecameOfMessages) {
  return_.received.add(5);
  return_.sent.add(4);
  return_.retries.add(3);
  return_.pending.set(2);
  return_.throttled_ms.add(1500);
  return_.seconds.observe(0.25);
  EXPECT_THAT(exposed(), HasSubstr("sluice_return_messages_received_total{return=\"orders\"} 5\n"));
  EXPECT_THAT(exposed(), HasSubstr("sluice_return_events_sent_total{return=\"orders\"} 4\n"));
  EXPECT_THAT(exposed(), HasSubstr("sluice_return_retries_total{return=\"orders\"} 3\n"));
  EXPECT_THAT(exposed(), HasSubstr("sluice_return_pending{return=\"orders\"} 2\n"));
  EXPECT_THAT(exposed(),
              HasSubstr("sluice_return_throttled_seconds_total{return=\"orders\"} 1.5\n"));
  EXPECT_THAT(exposed(), HasSubstr("sluice_return_seconds_sum{return=\"orders\"} 0.25\n"));
}

TEST_F(ReturnMetricsTest, TellLossesApartByReason) {
  return_.dropped[std::size_t(ReturnLoss::expired)].add(3);
  return_.dead_lettered[std::size_t(ReturnLoss::too_large)].add(2);
  EXPECT_THAT(exposed(),
              HasSubstr("sluice_return_dropped_total{return=\"orders\",reason=\"expired\"} 3\n"));
  EXPECT_THAT(
      exposed(),
      HasSubstr("sluice_return_dead_lettered_total{return=\"orders\",reason=\"too_large\"} 2\n"));
}

TEST_F(ReturnMetricsTest, HaveNoDeadLettersOfWhatIsOnlyStale) {
  EXPECT_THAT(exposed(), Not(HasSubstr("dead_lettered_total{return=\"orders\",reason=\"expired")));
  EXPECT_THAT(exposed(), HasSubstr("dead_lettered_total{return=\"orders\",reason=\"refused\"} 0"));
}

}  // namespace
}  // namespace sluice::returns
