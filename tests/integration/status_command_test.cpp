#include <gmock/gmock.h>

#include <csignal>
#include <string>
#include <vector>

#include "tests/support/free_port.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/process.hpp"

// `sluice status` of a running gateway. Nothing that its file names is there.
namespace sluice::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class StatusCommandTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(GatewayProcess);
    gateway.wait_started();
  }
  [[nodiscard]] static GatewayProcess::Verdict status(std::vector<std::string> more) {
    more.insert(more.begin(), "status");
    return GatewayProcess::execute(more);
  }

  GatewayProcess gateway{
      {.config = "connections:\n  shop: {url: \"ws://127.0.0.1:9\", key: k, channels: [prices]}\n"
                 "sinks: {out: {type: stdout}}\nroutes: [{to: out, topic: t}]\n"}};
};

TEST_F(StatusCommandTest, ShowsARunningGatewayAsTablesOrAsItAnswers) {
  const std::string url = "http://" + gateway.admin();
  const auto shown = status({"--against", url});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.lines, Contains(MatchesRegex("shop +(waiting|connecting) .*0/1.*")));
  EXPECT_THAT(shown.lines, Contains(MatchesRegex("out +stdout +up .*")));
  const auto raw = status({"--against", url, "--json"});
  EXPECT_THAT(raw.lines, ElementsAre(HasSubstr("\"connection\":\"shop\"")));
}

TEST_F(StatusCommandTest, WatchesAGatewayAndGoesOnWhileThatIsAway) {
  Process watching{GatewayProcess::to_start(
      {"status", "--against", "http://" + gateway.admin(), "--json", "--watch", "1"})};
  const auto deadline = within(answer_time);
  EXPECT_THAT(watching.wait_line(0, deadline).text, Not(HasSubstr("rates_over_seconds")));
  watching.wait_for_line("\"delivered_per_second\":0.0");
  gateway.process().signal(SIGTERM);
  gateway.process().wait_exit();
  watching.wait_for_line("Connection refused");
}

TEST_F(StatusCommandTest, SaysWhyNothingCanBeShown) {
  const auto nobody = status({"--against", "http://127.0.0.1:" + std::to_string(free_port())});
  EXPECT_EQ(nobody.exit_code, 1);
  EXPECT_THAT(nobody.lines, ElementsAre(HasSubstr("Connection refused")));
  const auto nowhere = status({"--against", "gateway"});
  EXPECT_EQ(nowhere.exit_code, 1);
  EXPECT_THAT(nowhere.lines, ElementsAre(HasSubstr("--against: ")));
}

}  // namespace
}  // namespace sluice::test
