#include <gmock/gmock.h>

#include <string>

#include "tests/support/free_port.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/http_get.hpp"
#include "tests/support/parts.hpp"

// `sluice plan` against a running gateway. Nothing that its file names is there.
namespace sluice::test {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PlanCommandTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(GatewayProcess);
    gateway.wait_started();
  }

  [[nodiscard]] static std::string config(const std::string& topic, const std::string& more = "") {
    return "connections:\n"
           "  shop: {url: \"ws://127.0.0.1:9\", key: \"${PLAN_KEY}\", channels: [prices]}\n"
           "sinks: {out: {type: stdout}}\nroutes: [{to: out, topic: \"" +
           topic + "\"}]\n" + more;
  }
  /// Of a file with this content and the gateway's `admin`, or other arguments behind the file.
  [[nodiscard]] GatewayProcess::Verdict plan(const std::string& yaml,
                                             const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"plan",
                                       folder.write("new.yaml", gateway.file_text(yaml)).string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return GatewayProcess::execute(arguments, {{"PLAN_KEY", "another-key"}});
  }
  [[nodiscard]] std::vector<std::string> against() const {
    return {"--against", "http://" + gateway.admin()};
  }

  TemporaryFolder folder;
  GatewayProcess gateway{{.config = config("one"), .environment = {{"PLAN_KEY", "hidden-key"}}}};
};

/// The key is another on this side: what counts is what the gateway would read.
TEST_F(PlanCommandTest, TheSameFileIsNoDifference) {
  const auto verdict = plan(config("one"));
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines, ElementsAre("no difference"));
}

TEST_F(PlanCommandTest, AChangeIsShownAndNotMade) {
  const auto verdict = plan(config("two"));
  EXPECT_EQ(verdict.exit_code, 2);
  EXPECT_THAT(verdict.lines, ElementsAre("live     routes[0]: removed", "live     routes[0]: added",
                                         "A reload applies this."));
  EXPECT_EQ(plan(config("one")).exit_code, 0);
  EXPECT_EQ(gateway.metric("sluice_config_reloads_total"), 0);
}

TEST_F(PlanCommandTest, WhatNeedsARestartIsNamedAndNoValueIs) {
  const auto verdict = plan(config("two", "shards: 2\norigin: hidden-origin\n"), against());
  EXPECT_EQ(verdict.exit_code, 2);
  EXPECT_THAT(verdict.lines, Contains(HasSubstr("restart  changed: origin, shards")));
  EXPECT_THAT(verdict.lines, Contains("live     routes[0]: added"));
  EXPECT_THAT(verdict.lines, Contains(HasSubstr("needs a restart")));
  EXPECT_THAT(verdict.lines, Each(Not(HasSubstr("hidden"))));
}

TEST_F(PlanCommandTest, ABadFileIsAnErrorAtItsPlace) {
  const auto verdict = plan(config("{nothing}"), against());
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_THAT(verdict.lines, ElementsAre(HasSubstr("new.yaml:4:")));
}

TEST_F(PlanCommandTest, AnErrorIsNotADifference) {
  const auto nobody = "http://127.0.0.1:" + std::to_string(free_port());
  for (const auto& more : std::vector<std::vector<std::string>>{
           {"--against", nobody}, {"--against", "ftp://x"}, {"--agianst", nobody}}) {
    EXPECT_EQ(plan(config("one"), more).exit_code, 1) << more.back();
  }
  EXPECT_EQ(GatewayProcess::execute({"plan", "/none.yaml"}).exit_code, 1);
  EXPECT_EQ(GatewayProcess::execute({"plan"}).exit_code, 1);
  EXPECT_EQ(GatewayProcess::execute({"plan", "--help"}).exit_code, 0);
  // Which gateway is unknown where the file cannot be read on this side.
  const auto file = folder.write("other.yaml", "connections: {}").string();
  EXPECT_THAT(GatewayProcess::execute({"plan", file}).lines, Contains(HasSubstr("--against")));
}

TEST_F(PlanCommandTest, AForeignPageIsNotAnswered) {
  const auto port =
      static_cast<std::uint16_t>(std::stoi(gateway.admin().substr(gateway.admin().find(':') + 1)));
  EXPECT_EQ(http_post(port, "/api/v1/plan", "").status, 403);
}

}  // namespace
}  // namespace sluice::test
