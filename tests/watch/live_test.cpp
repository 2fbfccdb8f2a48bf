#include <gmock/gmock.h>

#include <map>
#include <optional>

#include "tests/support/event_stream.hpp"
#include "tests/support/prometheus.hpp"
#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/watch/dashboard.hpp"
#include "tests/watch/rule_file.hpp"
#include "tests/watch/watched_files.hpp"

// A real Prometheus that scrapes a gateway under load, reads the rules and answers the dashboard.
namespace sluice::test {
namespace {

class LiveTest : public StageFixture {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Prometheus);
    StageFixture::SetUp();
    if (IsSkipped()) return;
    // Asked again and again, so that there are authorisations at any time.
    stage.auth().behave(
        {{.answer = AuthAnswer::status, .channel = "private-failing", .status = 503}});
    stage.connection("shop")
        .channels("prices, presence-desk, private-failing")
        .asks(stage.auth(), "params: {user_id: gateway}");
    stage.mqtt("floor").with("qos: 1");
    stage.route("floor", "out/{event|raw}");
    stage.mqtt_source("commands", "commands");
    stage.way_back("commands", "shop").with("name: orders, channel: presence-desk, event: told");
    stage.key("journal: {path: \"" + folder.path().string() + "\", segment_bytes: 1MiB}");
    stage.ready("{channels: none}");  // private-failing never is subscribed
    gateway = &stage.start();
    gateway->wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 2);
    prometheus.emplace(PrometheusSettings{.targets = {gateway->admin()}, .rules = rules_file()});
    stream.emplace(stage.server(), std::vector<std::string>{"prices"});
    // Published before the first scrape, a message would make no increase.
    ASSERT_TRUE(answered("sluice_source_up == 1"));
    stage.listener().publish("commands", "1");
  }

  /// Whether there is a number within the time that is left for all of them.
  bool answered(const std::string& expression) {
    return !prometheus->wait_numbers(expression, deadline).empty();
  }

  const Deadline deadline = within(start_time);
  TemporaryFolder folder;
  GatewayProcess* gateway = nullptr;
  std::optional<Prometheus> prometheus;
  std::optional<EventStream> stream;
};

/// Panels that have none here.
const std::map<std::string, std::string> no_numbers{
    {"Source lag", "MQTT does not tell it"},
    {"Certificates expire in", "no file with certificates is named"}};

/// Panels that have numbers, but may have nothing but zero under this load.
const std::map<std::string, std::string> maybe_zero{
    {"Alerts firing", "nothing is wrong for long enough"},
    {"Presence members", "every snapshot can be read"},
    {"Lost", "the broker takes everything"},
    {"Records dropped by reason", "the broker takes everything"},
    {"Client library errors", "the broker takes everything"},
    {"Fullest outbox", "a scrape may find it empty"},
    {"Outbox fill", "a scrape may find it empty"},
    {"Records held", "a scrape may find it empty"},
    {"Bytes held", "a scrape may find it empty"},
    {"In flight", "a scrape may find it empty"},
    {"Losses by reason", "the connection stands"},
    {"Gaps by reason", "the connection stands"},
    {"Channels not subscribed, users not signed in", "all are, once the gateway is ready"},
    {"Server errors and frames not used", "the server keeps to the protocol"},
    {"Events no route matched", "the route takes every event"},
    {"Returns: not sent", "every message can be sent"},
    {"Returns: rate limit", "messages come slower than that"},
    {"Messages held", "a scrape may find none"},
    {"Long turns", "no turn takes so long"},
    {"Log lines lost", "standard error is read"},
    {"Configuration read again", "nobody asks for it"},
    {"Connections taken over", "none changes"},
    {"Requests refused", "nobody asks for what is not theirs"},
    {"Taps", "nobody watches"},
    {"Journal: records", "nothing was left of an earlier run, and the disk is well"},
    {"Inbox: messages", "nothing was left of an earlier run, and there is room"},
    {"Source messages and errors", "every message is taken, and the broker is well"}};

TEST_F(LiveTest, EveryPanelOfTheDashboardHasNumbers) {
  for (const auto& query : panel_queries(gateway->admin())) {
    if (no_numbers.contains(query.panel)) continue;
    const bool zero = maybe_zero.contains(query.panel);
    EXPECT_TRUE(answered(zero ? query.expression : "(" + query.expression + ") > 0"))
        << query.panel << ": " << query.expression;
  }
  for (const auto& query : variable_queries(gateway->admin())) {
    ASSERT_TRUE(answered(query.expression)) << query.panel;
    for (const auto& series : prometheus->query(query.expression)) {
      EXPECT_TRUE(series.at("metric").contains(query.label)) << query.panel;
    }
  }
  // A mark where a gateway restarted; this one does not.
  for (const auto& query : annotation_queries(gateway->admin())) {
    EXPECT_TRUE(prometheus->query(query.expression).empty()) << query.panel;
  }
  EXPECT_GT(stream->stop(), 0);
}

TEST_F(LiveTest, EveryRuleIsEvaluatedWithoutAnError) {
  for (const Rule& rule : rules()) {
    if (!rule.record.empty()) {
      EXPECT_TRUE(answered(rule.record)) << rule.record;
    }
    EXPECT_NO_THROW(std::ignore = prometheus->query(rule.expression)) << rule.alert << rule.record;
  }
  for (const auto& rule : prometheus->wait_evaluated(deadline)) {
    EXPECT_EQ(rule.at("health"), "ok") << rule;
  }
}

TEST_F(LiveTest, AnAlertFiresForWhatTheBrokerRejects) {
  const std::string alert = R"(ALERTS{alertname="SluiceRecordsRejected", alertstate="firing"})";
  // Rejected before the first scrape, a record would make no increase.
  ASSERT_TRUE(answered(R"(sluice_records_total{outcome="rejected"} == 0)"));
  EXPECT_TRUE(prometheus->query(alert).empty());
  stage.publisher().trigger("prices", "+", "no MQTT topic has a plus sign");
  const auto firing = prometheus->wait_numbers(alert, deadline);
  ASSERT_EQ(firing.size(), 1U);
  EXPECT_EQ(firing.at(0).at("metric").at("sink"), "floor");
  EXPECT_EQ(firing.at(0).at("metric").at("severity"), "warning");
  EXPECT_EQ(firing.at(0).at("metric").at("instance"), gateway->admin());
}

}  // namespace
}  // namespace sluice::test
