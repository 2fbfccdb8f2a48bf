#include "gateway/app/plan_answer.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "connectors/registry.hpp"

namespace sluice::app {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

config::Loaded load(const std::string& routes, const std::string& more = "") {
  return config::load(fmt::format("connections: {{shop: {{cluster: eu, key: k, channels: [a]}}}}\n"
                                  "sinks: {{out: {{type: stdout}}}}\nroutes: [{}]\n{}\n",
                                  routes, more),
                      "f.yaml", connectors::types(), [](std::string_view) { return std::nullopt; });
}

std::vector<std::string> lines(const PlanAnswer& answer) {
  std::vector<std::string> lines;
  for (const auto& [line, live] : answer.changes) {
    lines.push_back(fmt::format("{}{}", line, live ? "" : " (restart)"));
  }
  return lines;
}

struct PlanAnswerTest : testing::Test {
  [[nodiscard]] PlanAnswer to(const std::string& routes, const std::string& more = "") const {
    return plan_answer(load(routes, more), running);
  }

  const std::string one = "{to: out, topic: one}";
  const std::string two = "{to: out, topic: two}";
  const Plan running{*load(one)};
};

TEST_F(PlanAnswerTest, IsEmptyForTheSameConfiguration) {
  EXPECT_THAT(lines(to(one)), IsEmpty());
  EXPECT_EQ(json::parse(json_of(to(one))), json({{"result", "same"}}));
}

TEST_F(PlanAnswerTest, SaysOfEachChangeWhetherItAloneWouldBeLive) {
  const auto answer = to(one + "," + two, "shards: 3");
  EXPECT_THAT(lines(answer), ElementsAre("changed: shards; needs a restart: shards (restart)",
                                         "routes[1]: added"));
  EXPECT_THAT(answer.needs_restart, ElementsAre("changed: shards; needs a restart: shards"));
  EXPECT_EQ(json::parse(json_of(answer))["result"], "restart");
  EXPECT_THAT(to(one + "," + two).needs_restart, IsEmpty());
  EXPECT_EQ(json::parse(json_of(to(two)))["result"], "live");
}

TEST_F(PlanAnswerTest, SaysThatRoutesBesideATableAreNotLive) {
  const auto answer = to("{to: out, topic: one, match: {kind: presence}, table: true}");
  ASSERT_EQ(answer.changes.size(), 2U);
  for (const auto& change : answer.changes) EXPECT_FALSE(change.live) << change.line;
}

TEST_F(PlanAnswerTest, HasTheProblemsOfABadConfiguration) {
  const auto answer = to(one, "shrads: 3");
  ASSERT_EQ(answer.problems.size(), 1U);
  const auto shown = json::parse(json_of(answer));
  EXPECT_EQ(shown["result"], "invalid");
  EXPECT_EQ(shown["problems"][0]["line"], 4);
}

TEST_F(PlanAnswerTest, IsReadBackFromItsJson) {
  for (const auto& answer : {to(one), to(two, "shards: 3"), to(one, "shrads: 3")}) {
    const auto again = read_plan_answer(json_of(answer));
    EXPECT_EQ(json_of(again), json_of(answer));
  }
  EXPECT_THROW(std::ignore = read_plan_answer("<html>"), std::runtime_error);
  EXPECT_THROW(std::ignore = read_plan_answer("{}"), std::runtime_error);
}

}  // namespace
}  // namespace sluice::app
