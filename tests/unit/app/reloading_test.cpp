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

/// Two shards, each of which takes a step when the test says so.
struct ReloadingTest : testing::Test {
  [[nodiscard]] static config::Loaded load(const std::string& topic, const std::string& more = "",
                                           const std::string& connection = "shop",
                                           const std::string& key = "k") {
    return config::load(fmt::format("connections: {{{}: {{cluster: eu, key: {}, channels: [a]}}}}\n"
                                    "sinks: {{out: {{type: stdout}}}}\n"
                                    "routes: [{{to: out, topic: {}}}]\n{}\n",
                                    connection, key, topic, more),
                        "f.yaml", connectors::types(),
                        [](std::string_view) { return std::nullopt; });
  }

  void ask(const std::string& name) {
    reloading.ask([this, name](const ReloadAnswer& answer) {
      answers.push_back(fmt::format("{}: {}", name, to_string(answer.result)));
    });
  }
  /// The step of one shard.
  void take(std::size_t shard, const Problems& problems = {}) {
    std::exchange(taken[shard], nullptr)(problems);
  }
  /// The step of both.
  void take_all_once() {
    for (std::size_t shard : {0U, 1U}) {
      if (taken[shard]) take(shard);
    }
  }
  /// All steps of both.
  void take_all() {
    while (taken[0] || taken[1]) take_all_once();
  }
  [[nodiscard]] std::uint64_t count(ReloadResult result) {
    return probes.reloads().reloads[std::size_t(result)].value();
  }

  std::string topic = "first";      ///< in the file
  std::string more{};               ///< of the file
  std::string connection = "shop";  ///< in the file
  std::string key = "k";            ///< of that connection
  std::size_t readings = 0;
  std::array<Taken, 2> taken;
  std::vector<ReloadStep> steps;          ///< that the shards were told to take
  const Succession* last_next = nullptr;  ///< in the last of them
  std::vector<std::string> answers;
  ProbeRegister probes{2};
  telemetry::Log log{telemetry::Level::error, telemetry::LogFormat::logfmt};
  Plan first{*load("first")};
  Reloading reloading{first,
                      2,
                      [this] {
                        ++readings;
                        return load(topic, more, connection, key);
                      },
                      [this](ReloadStep step, const Succession& next, const auto& done) {
                        steps.push_back(step);
                        last_next = &next;
                        taken = {done, done};
                      },
                      probes,
                      log};
};

TEST_F(ReloadingTest, HasAllShardsTakeEachStepBeforeTheNext) {
  topic = "second";
  ask("a");
  EXPECT_EQ(last_next->plan.config().routes[0].topic, "second");
  for (const auto step :
       {ReloadStep::prepare, ReloadStep::follow, ReloadStep::retire, ReloadStep::renew}) {
    EXPECT_EQ(steps.back(), step);
    take(1);
    EXPECT_EQ(steps.back(), step);
    EXPECT_THAT(answers, IsEmpty());
    take(0);
  }
  EXPECT_THAT(answers, ElementsAre("a: applied"));
  EXPECT_EQ(count(ReloadResult::applied), 1U);
  EXPECT_EQ(reloading.running().config().routes[0].topic, "second");
}

TEST_F(ReloadingTest, IsUndoneByAllWhenOneShardCannotMakeWhatIsNew) {
  topic = "second";
  ask("a");
  take(0, {"no such file"});
  EXPECT_EQ(steps.back(), ReloadStep::prepare);
  take(1);
  EXPECT_EQ(steps.back(), ReloadStep::discard);
  take_all();
  EXPECT_THAT(steps, ElementsAre(ReloadStep::prepare, ReloadStep::discard));
  EXPECT_THAT(answers, ElementsAre("a: invalid"));
  EXPECT_EQ(reloading.running().config().routes[0].topic, "first");
}

TEST_F(ReloadingTest, KeepsTheProbesOfWhatIsRemovedUntilItHasEnded) {
  probes.add(first);
  connection = "store";
  ask("a");
  EXPECT_THAT(probes.all().connections, SizeIs(2));
  take_all();
  EXPECT_THAT(answers, ElementsAre("a: applied"));
  ASSERT_THAT(probes.all().connections, SizeIs(1));
  EXPECT_EQ(probes.all().connections.front().name, "store");
}

TEST_F(ReloadingTest, TouchesNoShardForTheSameConfiguration) {
  ask("a");
  EXPECT_THAT(answers, ElementsAre("a: unchanged"));
  EXPECT_THAT(steps, IsEmpty());
  EXPECT_EQ(count(ReloadResult::unchanged), 1U);
}

TEST_F(ReloadingTest, TriesAConnectionAgainThatStayedAsItWas) {
  probes.add(first);
  key = "other";
  ask("a");
  take_all();
  ask("b");
  EXPECT_EQ(answers.back(), "b: unchanged") << "all was well";
  key = "third";
  ask("c");
  while (steps.back() != ReloadStep::retire) take_all_once();
  take(0, {"connections.shop: stays as it was"});
  take_all();
  ask("d");
  EXPECT_THAT(last_next->retried_connections, ElementsAre("shop"));
  take_all();
  EXPECT_EQ(answers.back(), "d: applied");
  ask("e");
  EXPECT_EQ(answers.back(), "e: unchanged");
}

TEST_F(ReloadingTest, ComparesWithWhatRunsNow) {
  topic = "second";
  ask("a");
  take_all();
  ask("b");
  EXPECT_THAT(answers, ElementsAre("a: applied", "b: unchanged"));
  topic = "first";
  ask("c");
  take_all();
  EXPECT_EQ(answers.back(), "c: applied");
}

TEST_F(ReloadingTest, TouchesNoShardForABadConfigurationOrOneThatNeedsARestart) {
  more = "unknown: 1";
  ask("a");
  more = "shards: 3";
  topic = "second";
  ask("b");
  EXPECT_THAT(answers, ElementsAre("a: invalid", "b: refused"));
  EXPECT_THAT(steps, IsEmpty());
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
  take_all();
  EXPECT_EQ(readings, 2U);
  EXPECT_EQ(last_next->plan.config().routes[0].topic, "fourth");
  take_all();
  EXPECT_THAT(answers, ElementsAre("a: applied", "b: applied", "c: applied"));
  EXPECT_EQ(count(ReloadResult::applied), 2U);
}

}  // namespace
}  // namespace sluice::app
