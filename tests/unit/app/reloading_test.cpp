#include "gateway/app/reloading.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/registry.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Two shards, each of which follows when the test says so.
struct ReloadingTest : testing::Test {
  [[nodiscard]] static config::Loaded load(const std::string& topic, const std::string& more = "") {
    return config::load(
        fmt::format("connections: {{shop: {{cluster: eu, key: k, channels: [a]}}}}\n"
                    "sinks: {{out: {{type: stdout}}}}\n"
                    "routes: [{{to: out, topic: {}}}]\n{}\n",
                    topic, more),
        "f.yaml", connectors::types(), [](std::string_view) { return std::nullopt; });
  }

  void ask(const std::string& name) {
    reloading.ask([this, name](const ReloadAnswer& answer) {
      answers.push_back(fmt::format("{}: {}", name, to_string(answer.result)));
    });
  }
  void follow(std::size_t shard) { std::exchange(followed[shard], nullptr)(); }
  [[nodiscard]] std::uint64_t count(ReloadResult result) const {
    return probe.reloads[std::size_t(result)].value();
  }

  std::string topic = "first";  ///< in the file
  std::string more{};           ///< of the file
  std::size_t readings = 0;
  std::array<std::function<void()>, 2> followed;
  std::vector<const Plan*> plans;  ///< that shards were told to follow
  std::vector<std::string> answers;
  ReloadProbe probe;
  telemetry::Log log{telemetry::Level::error, telemetry::LogFormat::logfmt};
  Plan first{*load("first")};
  Reloading reloading{first,
                      2,
                      [this] {
                        ++readings;
                        return load(topic, more);
                      },
                      [this](std::size_t shard, const Plan& plan, std::function<void()> done) {
                        plans.push_back(&plan);
                        followed[shard] = std::move(done);
                      },
                      probe,
                      log};
};

TEST_F(ReloadingTest, IsThroughWhenEveryShardFollows) {
  topic = "second";
  ask("a");
  ASSERT_THAT(plans, SizeIs(2));
  EXPECT_EQ(plans[0]->config().routes[0].topic, "second");
  follow(1);
  EXPECT_THAT(answers, IsEmpty());
  follow(0);
  EXPECT_THAT(answers, ElementsAre("a: applied"));
  EXPECT_EQ(count(ReloadResult::applied), 1U);
}

TEST_F(ReloadingTest, TouchesNoShardForTheSameConfiguration) {
  ask("a");
  EXPECT_THAT(answers, ElementsAre("a: unchanged"));
  EXPECT_THAT(plans, IsEmpty());
  EXPECT_EQ(count(ReloadResult::unchanged), 1U);
}

TEST_F(ReloadingTest, ComparesWithWhatRunsNow) {
  topic = "second";
  ask("a");
  follow(0);
  follow(1);
  ask("b");
  EXPECT_THAT(answers, ElementsAre("a: applied", "b: unchanged"));
  topic = "first";
  ask("c");
  follow(0);
  follow(1);
  EXPECT_EQ(answers.back(), "c: applied");
}

TEST_F(ReloadingTest, TouchesNoShardForABadConfigurationOrOneThatNeedsARestart) {
  more = "unknown: 1";
  ask("a");
  more = "shards: 3";
  topic = "second";
  ask("b");
  EXPECT_THAT(answers, ElementsAre("a: invalid", "b: refused"));
  EXPECT_THAT(plans, IsEmpty());
  EXPECT_EQ(count(ReloadResult::invalid), 1U);
  EXPECT_EQ(count(ReloadResult::refused), 1U);
}

TEST_F(ReloadingTest, ReadsOnceMoreForAllThatAskedWhileOneWasUnderWay) {
  topic = "second";
  ask("a");
  topic = "third";
  ask("b");
  topic = "fourth";
  ask("c");
  EXPECT_EQ(readings, 1U);
  follow(0);
  follow(1);
  EXPECT_EQ(readings, 2U);
  EXPECT_EQ(plans.back()->config().routes[0].topic, "fourth");
  follow(0);
  follow(1);
  EXPECT_THAT(answers, ElementsAre("a: applied", "b: applied", "c: applied"));
  EXPECT_EQ(count(ReloadResult::applied), 2U);
}

}  // namespace
}  // namespace sluice::app
