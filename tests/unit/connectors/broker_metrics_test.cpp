#include "connectors/broker_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/exposition.hpp"

namespace sluice::connectors {
namespace {

using test::lines_of;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(SinkMetricsTest, CallASinkUpWhenEveryShardReachesIt) {
  std::list<SinkProbe> probes{2};
  for (auto& probe : probes) probe.name = "kafka";
  const auto metrics = sink_metrics(probes);
  probes.front().up.set(1);
  EXPECT_THAT(lines_of("sluice_sink_up{", metrics),
              ElementsAre(R"(sluice_sink_up{sink="kafka"} 0)"));
  probes.back().up.set(1);
  EXPECT_THAT(lines_of("sluice_sink_up{", metrics),
              ElementsAre(R"(sluice_sink_up{sink="kafka"} 1)"));
}

struct SourceMetricsTest : testing::Test {
  SourceMetricsTest() { source.name = "commands"; }

  std::list<SourceProbe> probes{1};
  SourceProbe& source = probes.front();
  const telemetry::Metrics metrics = source_metrics(probes);
};

TEST_F(SourceMetricsTest, ShowWhereASourceStands) {
  source.up.set(1);
  source.paused.set(1);
  source.errors.add(3);
  EXPECT_THAT(lines_of("{source=", metrics),
              ElementsAre(R"(sluice_source_up{source="commands"} 1)",
                          R"(sluice_source_paused{source="commands"} 1)",
                          R"(sluice_source_errors_total{source="commands"} 3)"));
}

TEST_F(SourceMetricsTest, ShowNoLagUntilTheSourceKnowsIt) {
  EXPECT_THAT(lines_of("sluice_source_lag{", metrics), IsEmpty());
  source.lag.set(0);
  EXPECT_THAT(lines_of("sluice_source_lag{", metrics),
              ElementsAre(R"(sluice_source_lag{source="commands"} 0)"));
  source.lag.set(-1);
  EXPECT_THAT(lines_of("sluice_source_lag{", metrics), IsEmpty());
}

}  // namespace
}  // namespace sluice::connectors
