#include <gmock/gmock.h>

#include <string>

#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/temporary_folder.hpp"

// `sluice test` and `sluice init`: configurations that nobody runs.
namespace sluice::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct TestCommandTest : testing::Test {
  void SetUp() override {
    SLUICE_REQUIRE_PART(GatewayProcess);
    std::ignore = folder.write("sluice.yaml",
                               "connections: {shop: {cluster: eu, key: k, channels: [prices]}}\n"
                               "sinks: {out: {type: stdout}}\nroutes: [{to: out, topic: t}]\n");
  }
  /// Of a file with these tests, beside the configuration.
  [[nodiscard]] GatewayProcess::Verdict run(const std::string& tests) const {
    const auto file = folder.write("t.yaml", "config: sluice.yaml\ntests:\n" + tests);
    return GatewayProcess::execute({"test", file.string()});
  }

  TemporaryFolder folder;
};

const std::string event = "    event: {channel: prices, event: tick, data: '1'}\n";

TEST_F(TestCommandTest, TheExampleIsAsExpected) {
  const auto verdict = GatewayProcess::execute({"test", SLUICE_EXAMPLES "/demo.test.yaml"});
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines, ElementsAre(HasSubstr("demo.test.yaml: 5 as expected, 0 not")));
}

TEST_F(TestCommandTest, WhatDiffersIsShownWithBothSides) {
  const auto verdict = run("  - name: right\n" + event + "    records: [{to: out, topic: t}]\n" +
                           "  - name: wrong\n" + event + "    records: [{to: out, topic: u}]\n");
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_THAT(
      verdict.lines,
      ElementsAre(HasSubstr("t.yaml:6: wrong"), "  records[0] of routes[0] to out: topic",
                  "    expected  u", "    got       t", HasSubstr("t.yaml: 1 as expected, 1 not")));
}

TEST_F(TestCommandTest, AFileThatIsNoTestIsNamedAtItsPlace) {
  const std::pair<std::string, std::string> cases[] = {
      {"  - nam: a\n", "t.yaml:3:5: tests[0].nam: unknown key (did you mean 'name'?)"},
      {"  - name: a\n" + event + "    records: [{to: ot}]\n",
       "t.yaml:3:5: tests[0].records[0].to: the configuration has no 'ot'"},
  };
  for (const auto& [tests, words] : cases) {
    const auto verdict = run(tests);
    EXPECT_EQ(verdict.exit_code, 2);
    EXPECT_THAT(verdict.lines, Contains(HasSubstr(words)));
  }
  EXPECT_EQ(GatewayProcess::execute({"test", "/nonexistent.yaml"}).exit_code, 2);
  EXPECT_EQ(GatewayProcess::execute({"test"}).exit_code, 2);
  std::ignore = folder.write("sluice.yaml", "connections: {}\n");
  const auto bad = run("  - name: a\n" + event + "    records: []\n");
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.lines, Contains(HasSubstr("sluice.yaml:1:")));
}

TEST_F(TestCommandTest, InitWritesWhatCheckAccepts) {
  const auto file = (folder.path() / "new.yaml").string();
  EXPECT_EQ(GatewayProcess::execute({"init", file}).exit_code, 0);
  EXPECT_EQ(GatewayProcess::execute({"check", file}).exit_code, 0);
  EXPECT_THAT(GatewayProcess::execute({"init"}).lines.front(), StartsWith("# "));
}

TEST_F(TestCommandTest, InitOverwritesNothing) {
  const auto file = folder.write("mine.yaml", "mine\n").string();
  const auto verdict = GatewayProcess::execute({"init", file});
  EXPECT_EQ(verdict.exit_code, 2);
  EXPECT_THAT(verdict.lines, ElementsAre(HasSubstr("mine.yaml: File exists")));
  EXPECT_EQ(std::filesystem::file_size(file), 5U);
  EXPECT_EQ(GatewayProcess::execute({"init", (folder.path() / "no/x.yaml").string()}).exit_code, 2);
}

}  // namespace
}  // namespace sluice::test
