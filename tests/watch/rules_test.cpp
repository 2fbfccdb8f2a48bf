#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>

#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/prometheus.hpp"
#include "tests/watch/query_metrics.hpp"
#include "tests/watch/rule_file.hpp"
#include "tests/watch/watched_files.hpp"

// deploy/prometheus/rules.yaml as a text; live_test.cpp has a real Prometheus evaluate it.
namespace sluice::test {
namespace {

using testing::IsSubsetOf;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::vector<Rule> alerts() {
  auto all = rules();
  std::erase_if(all, [](const Rule& rule) { return rule.alert.empty(); });
  return all;
}

std::vector<std::string> alert_names() {
  std::vector<std::string> names;
  for (const Rule& rule : alerts()) names.push_back(rule.alert);
  return names;
}

TEST(RulesTest, DoWhatTheirUnitTestsSay) {
  SLUICE_REQUIRE_PART(Prometheus);
  std::vector<std::string> command{"promtool", "test", "rules"};
  for (const auto& file : rule_test_files()) command.push_back(file.string());
  Process promtool{{.arguments = command}};
  EXPECT_EQ(promtool.wait_exit(), 0) << promtool.tail(100);
}

TEST(RulesTest, HaveUnitTestsThatSeeEachAlertFireAndNotFire) {
  const auto tested = tested_alerts();
  const auto names = alert_names();
  EXPECT_THAT(names, IsSubsetOf(tested.firing));
  EXPECT_THAT(names, IsSubsetOf(tested.silent));
}

TEST(RulesTest, TellWhatIsWrongHowBadThatIsAndWhereToReadOn) {
  for (const Rule& rule : alerts()) {
    SCOPED_TRACE(rule.alert);
    EXPECT_THAT(rule.severity, testing::AnyOf("critical", "warning"));
    EXPECT_FALSE(rule.summary.empty());
    EXPECT_TRUE(rule.description.ends_with('.')) << rule.description;
    EXPECT_EQ(rule.runbook, "docs/operations.md#" + lower(rule.alert));
  }
  EXPECT_EQ(alerts_in_operations(), alert_names()) << "one section each, in the same order";
}

TEST(RulesTest, NameOnlyMetricsThatTheGatewayExports) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  auto known = exported_names();
  for (const Rule& rule : rules()) {
    EXPECT_THAT(metrics_in(rule.expression), IsSubsetOf(known)) << rule.alert << rule.record;
    if (!rule.record.empty()) known.insert(rule.record);
  }
}

}  // namespace
}  // namespace sluice::test
