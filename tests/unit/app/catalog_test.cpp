#include "gateway/app/catalog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace sluice::app {
namespace {

using telemetry::MetricType;
using testing::HasSubstr;
using testing::Not;

/// The catalog over one thing of each kind.
struct CatalogTest : testing::Test {
  CatalogTest() {
    probes.shards.emplace_back();
    probes.connections.emplace_back();
    probes.outboxes.emplace_back();
    probes.sinks.emplace_back();
    probes.tables.emplace_back();
    probes.journals.emplace_back();
    probes.inboxes.emplace_back();
    probes.sources.emplace_back().lag.set(0);
    probes.paths.emplace_back();
    probes.returns.emplace_back();
    probes.certificates.emplace_back();
  }

  Probes probes;
  const telemetry::Metrics metrics = catalog(probes, [] { return 0U; });
};

TEST_F(CatalogTest, DeclaresEachMetricOnce) {
  std::set<std::string_view> names;
  for (const auto& metric : metrics) EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
  EXPECT_GT(names.size(), 40U);
}

TEST_F(CatalogTest, KeepsTheNamingRulesOfPrometheus) {
  for (const auto& metric : metrics) {
    const bool counts = metric.type == MetricType::counter;
    EXPECT_TRUE(metric.name.starts_with("sluice_") || metric.name.starts_with("process_"))
        << metric.name;
    EXPECT_EQ(metric.name.ends_with("_total"), counts) << metric.name;
    EXPECT_TRUE(metric.help.ends_with('.')) << metric.name;
  }
}

TEST_F(CatalogTest, HasASeriesForEveryMetricFromTheStart) {
  for (const auto& metric : metrics) EXPECT_FALSE(metric.read().empty()) << metric.name;
}

TEST_F(CatalogTest, NamesEveryValueOfALabelDifferently) {
  for (const auto& metric : metrics) {
    std::set<std::vector<std::string>> series;
    for (const auto& sample : metric.read()) {
      EXPECT_TRUE(series.insert(sample.label_values).second) << metric.name;
      if (sample.label_values.size() > 1) {
        EXPECT_NE(sample.label_values.back(), "") << metric.name;
      }
    }
  }
}

TEST(MetricsPageTest, HasOneRowAMetricWithTheValuesOfItsLabels) {
  const auto page = metrics_page();
  EXPECT_THAT(page, HasSubstr("| `sluice_records_total` | counter | `sink`, `outcome`: delivered, "
                              "rejected, dead_lettered, unavailable, kept | Records by what became "
                              "of them at the broker. |\n"));
  EXPECT_THAT(page, HasSubstr("| `sluice_auth_seconds` | histogram | `connection` | "));
  EXPECT_THAT(page, HasSubstr("| `sluice_build_info` | gauge | `version` | "));
  EXPECT_THAT(page, Not(HasSubstr("0.1.0")));
}

}  // namespace
}  // namespace sluice::app
