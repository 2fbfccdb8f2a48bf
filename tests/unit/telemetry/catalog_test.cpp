#include "gateway/telemetry/catalog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace sluice::telemetry {
namespace {

TEST(CatalogTest, DeclaresEachMetricOnce) {
  std::set<std::string_view> names;
  for (const auto& metric : catalog()) EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
  EXPECT_GT(names.size(), 40U);
}

TEST(CatalogTest, KeepsTheNamingRulesOfPrometheus) {
  for (const auto& metric : catalog()) {
    const bool counts = metric.type == MetricType::counter;
    EXPECT_TRUE(metric.name.starts_with("sluice_") || metric.name.starts_with("process_"))
        << metric.name;
    EXPECT_EQ(metric.name.ends_with("_total"), counts) << metric.name;
    EXPECT_TRUE(metric.help.ends_with('.')) << metric.name;
  }
}

TEST(CatalogTest, HasASeriesForEveryMetricFromTheStart) {
  Probes probes;
  probes.connections.emplace_back();
  probes.sinks.emplace_back();
  probes.sources.emplace_back().lag.set(0);
  probes.returns.emplace_back();
  for (const auto& metric : catalog()) {
    EXPECT_FALSE(metric.read(probes).empty()) << metric.name;
  }
}

}  // namespace
}  // namespace sluice::telemetry
