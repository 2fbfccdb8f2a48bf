#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <set>

#include "tests/support/gateway_process.hpp"
#include "tests/support/metrics_page.hpp"
#include "tests/support/parts.hpp"
#include "tests/watch/dashboard.hpp"
#include "tests/watch/query_metrics.hpp"

// deploy/grafana/sluice.json as a text; live_test.cpp has a real Prometheus answer its queries.
namespace sluice::test {
namespace {

using testing::IsSubsetOf;

TEST(DashboardTest, NamesOnlyMetricsThatTheGatewayExports) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  const auto known = exported_names();
  for (const auto& queries : {panel_queries("x"), variable_queries("x"), annotation_queries("x")}) {
    for (const auto& query : queries) {
      EXPECT_THAT(metrics_in(query.expression), IsSubsetOf(known)) << query.panel;
    }
  }
}

TEST(DashboardTest, ShowsEveryMetric) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  std::set<std::string> shown;
  for (const auto& query : panel_queries("x")) shown.merge(metrics_in(query.expression));
  for (const DescribedMetric& metric : described_metrics()) {
    const bool found = std::ranges::any_of(
        std::array{"", "_bucket", "_count", "_sum"},
        [&](const std::string& part) { return shown.contains(metric.name + part); });
    EXPECT_TRUE(found) << metric.name << " is on no panel";
  }
}

TEST(DashboardTest, HasPanelsThatSayWhatTheyShow) {
  std::set<std::string> titles;
  std::set<int> ids;
  for (const auto& panel : dashboard_panels()) {
    const std::string title = panel.at("title");
    EXPECT_TRUE(titles.insert(title).second) << title;
    EXPECT_TRUE(ids.insert(panel.at("id").get<int>()).second) << title;
    if (panel.at("type") == "row") continue;
    EXPECT_TRUE(panel.at("description").get<std::string>().ends_with('.')) << title;
    EXPECT_FALSE(panel.at("targets").empty()) << title;
    EXPECT_EQ(panel.at("datasource").at("uid"), "${datasource}") << title;
  }
}

TEST(DashboardTest, LaysItsPanelsBesideAndBelowEachOther) {
  constexpr int columns = 24;
  std::set<std::pair<int, int>> taken;
  for (const auto& panel : dashboard_panels()) {
    const auto& place = panel.at("gridPos");
    const int left = place.at("x");
    const int right = left + place.at("w").get<int>();
    EXPECT_LE(right, columns) << panel.at("title");
    for (int y = place.at("y"); y < place.at("y").get<int>() + place.at("h").get<int>(); ++y) {
      for (int x = left; x < right; ++x) {
        EXPECT_TRUE(taken.emplace(x, y).second) << panel.at("title") << " lies on another";
      }
    }
  }
}

}  // namespace
}  // namespace sluice::test
