#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/free_port.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/temporary_folder.hpp"

// `sluice explain` of an event that nobody sends, and of a running gateway.
namespace sluice::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;

const std::string example = SLUICE_EXAMPLES "/demo-kafka.yaml";

struct ExplainCommandTest : testing::Test {
  void SetUp() override { SLUICE_REQUIRE_PART(GatewayProcess); }

  [[nodiscard]] static GatewayProcess::Verdict explain(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "explain");
    return GatewayProcess::execute(arguments);
  }
};

TEST_F(ExplainCommandTest, ShowsEachRecordAndWhyThereIsNoOther) {
  const auto verdict = explain({example, "--channel", "private-orders", "--event", "created",
                                "--data", R"({"id":12345678901234567890})"});
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines,
              IsSupersetOf({"message created on private-orders of connection demo",
                            "routes[0] to floor: no, match.channel is prices",
                            "routes[1] to floor:", "  topic    orders/demo/private-orders",
                            "routes[4] to log:", "  topic    channels.demo",
                            R"(  payload  {"id":12345678901234567890})"}));
  EXPECT_THAT(verdict.lines, Contains(HasSubstr(R"("data":"{\"id\":12345678901234567890}")")));
}

TEST_F(ExplainCommandTest, ItsExitStatusSaysWhetherThereIsARecord) {
  EXPECT_EQ(explain({example, "--channel", "prices", "--event", "tick"}).exit_code, 0);
  const auto none = explain({example, "--kind", "gap", "--channel", "prices"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.lines, Contains("No route makes a record of it."));
}

TEST_F(ExplainCommandTest, WhatCannotBeExplainedIsNamed) {
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"--channel", "prices"}, "--event: an event of the kind message has a name"},
      {{"--channel", "prices", "--event", "tick", "--connection", "dmo"}, "did you mean 'demo'"},
      {{"--channel", "prices", "--event", "tick", "--kind", "presence.join"}, "presence.join"},
      {{"--chanel", "prices"}, "--chanel"},
  };
  for (auto [arguments, words] : cases) {
    arguments.insert(arguments.begin(), example);
    const auto verdict = explain(arguments);
    EXPECT_EQ(verdict.exit_code, 2) << words;
    EXPECT_THAT(verdict.lines, Contains(HasSubstr(words)));
  }
}

TEST_F(ExplainCommandTest, ABadFileIsRefusedAsByCheck) {
  const TemporaryFolder folder;
  const auto file = folder.write("bad.yaml", "connections: {}\n").string();
  const auto verdict = explain({file, "--channel", "a", "--event", "e"});
  EXPECT_EQ(verdict.exit_code, 2);
  EXPECT_EQ(verdict.lines, GatewayProcess::execute({"check", file}).lines);
}

/// Asks a running gateway. Nothing that its file names is there.
struct ExplainLiveTest : ExplainCommandTest {
  void SetUp() override {
    ExplainCommandTest::SetUp();
    if (!IsSkipped()) gateway.wait_started();
  }

  GatewayProcess gateway{
      {.config = "connections:\n  shop: {url: \"ws://127.0.0.1:9\", key: k, channels: [prices]}\n"
                 "sinks: {out: {type: stdout}}\nroutes: [{to: out, topic: t}]\n"}};
};

TEST_F(ExplainLiveTest, SaysWhyAChannelIsSilent) {
  gateway.wait_metric("sluice_connection_losses_total", {{"reason", "dial_failed"}}, 1);
  const auto url = "http://" + gateway.admin();
  const auto verdict = explain({"--live", "--channel", "prices", "--against", url});
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_THAT(verdict.lines, Contains("prices on connection shop"));
  EXPECT_THAT(verdict.lines, Contains(HasSubstr("last closure  0 s ago: dial_failed")));
  EXPECT_THAT(verdict.lines, Contains(HasSubstr("gap           0 s, start")));
  EXPECT_THAT(verdict.lines,
              Contains(HasSubstr("The connection is not up, so that nothing comes: ")));
  const auto unknown = explain({"--live", "--channel", "price", "--against", url});
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.lines, ElementsAre(HasSubstr("did you mean 'prices'")));
}

TEST_F(ExplainLiveTest, AnErrorIsNoSilence) {
  const auto nobody = explain({"--live", "--channel", "prices", "--against",
                               "http://127.0.0.1:" + std::to_string(free_port())});
  EXPECT_EQ(nobody.exit_code, 2);
  EXPECT_THAT(nobody.lines, ElementsAre(HasSubstr("Connection refused")));
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--live"},
                                             {"--live", example, "--channel", "a"},
                                             {"--channel", "a"},
                                             {"--live", "--channel", "a", "--event", "e"}}) {
    EXPECT_EQ(explain(arguments).exit_code, 2) << testing::PrintToString(arguments);
  }
}

}  // namespace
}  // namespace sluice::test
