#include <gmock/gmock.h>

#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/silent_listener.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

/// Nothing of it is reachable, and nothing of it is reached for.
std::string config_with(const std::string& sink, const std::string& more = "") {
  return "connections:\n  shop: {url: \"ws://127.0.0.1:9\", key: key1, channels: [prices]}\n"
         "sinks:\n  floor: {" +
         sink + "}\nroutes: [{to: floor, topic: out}]\n" + more;
}

const std::string good = config_with("type: stdout");
const std::string bad =
    "connections:\n  shop: {url: \"ftp://x\", key: key1, chanels: [prices]}\n"
    "sinks:\n  floor: {type: stdout}\nroutes: [{to: flor, topic: out}]\n";

/// `sluice COMMAND` on a file with this configuration.
GatewayProcess::Verdict execute(const std::string& command, const std::string& config) {
  const TemporaryFolder folder;
  return GatewayProcess::execute({command, folder.write("sluice.yaml", config).string()});
}

TEST(CommandTest, CheckSaysThatAConfigurationIsGood) {
  const auto verdict = execute("check", good);
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines,
              ElementsAre(HasSubstr("1 sinks, 1 routes, 0 sources, 0 returns: good")));
}

TEST(CommandTest, DiffShowsWhichPartsDifferAndWhatNeedsARestart) {
  const TemporaryFolder folder;
  const std::string old_file = folder.write("old.yaml", good).string();
  const auto diff_with = [&](const std::string& config) {
    return GatewayProcess::execute({"diff", old_file, folder.write("new.yaml", config).string()});
  };
  EXPECT_EQ(diff_with(good).exit_code, 0);
  EXPECT_THAT(diff_with(good).lines, testing::IsEmpty());
  const auto verdict = diff_with(config_with("type: stdout, show: record", "shards: 2\n"));
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_THAT(verdict.lines,
              ElementsAre("changed: shards; needs a restart: shards", "sinks.floor: changed: show",
                          "routes[0]: the same, and uses sinks.floor"));
  const auto refused = diff_with(bad);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.lines, Contains(HasSubstr("new.yaml:2:")));
}

TEST(CommandTest, CheckWarnsOfAReturnThatReadsWhatARouteWrites) {
  const auto config_of = [](const std::string& version, const std::string& more) {
    return "connections:\n  shop: {url: \"ws://127.0.0.1:9\", key: k, auth: {secret: s}, "
           "channels: [private-c]}\n"
           "sinks:\n  floor: {type: mqtt, url: \"mqtt://h\", version: " +
           version +
           "}\nroutes: [{to: floor, topic: \"cmd/{channel}\"}]\n"
           "sources:\n  commands: {type: mqtt, url: \"mqtt://h\", version: 5, topics: [cmd/#]}\n"
           "returns: [{from: commands, to: shop, channel: private-c, event: e" +
           more + "}]\n";
  };
  const std::pair<std::string, std::string> cases[] = {
      {config_of("5", ""), "are skipped"},
      {config_of("3.1.1", ""), "for ever"},
      {config_of("5", ", own_records: send"), "for ever"},
  };
  for (const auto& [config, consequence] : cases) {
    const auto verdict = execute("check", config);
    EXPECT_EQ(verdict.exit_code, 0);
    EXPECT_THAT(
        verdict.lines,
        UnorderedElementsAre(AllOf(HasSubstr("sluice.yaml:8:11: returns[0]: warning: may read what "
                                             "routes[0] writes"),
                                   HasSubstr(consequence)),
                             HasSubstr("1 returns: good")));
  }
  EXPECT_THAT(execute("check", config_of("5", ", match: {topic: other}")).lines,
              ElementsAre(HasSubstr("1 returns: good")));
}

TEST(CommandTest, CheckAndRunWarnOfMoreDescriptorsThanTheProcessMayHave) {
  const std::string config = config_with("type: stdout", "shards: 1\n");
  const auto warning = AllOf(HasSubstr("sluice.yaml:1:1: warning: needs about 90 open descriptors"),
                             HasSubstr("may have 80"));
  const std::vector<std::string> with_few{"prlimit", "--nofile=80:80"};
  const TemporaryFolder folder;
  const auto verdict = GatewayProcess::execute(
      {"check", folder.write("sluice.yaml", config).string()}, {}, with_few);
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines, UnorderedElementsAre(warning, HasSubstr("0 returns: good")));
  EXPECT_THAT(execute("check", config).lines, ElementsAre(HasSubstr("0 returns: good")));

  GatewayProcess gateway{{.config = config, .ready = "{sinks: none}", .wrapper = with_few}};
  gateway.wait_started();
  EXPECT_EQ(gateway.terminate(), 0);
  EXPECT_THAT(gateway.log(), Contains(warning));
}

TEST(CommandTest, RunRefusesWhatCheckRefusesInTheSameWords) {
  for (const std::string command : {"check", "run"}) {
    const auto verdict = execute(command, bad);
    EXPECT_EQ(verdict.exit_code, 2) << command;
    EXPECT_THAT(verdict.lines,
                ElementsAre(AllOf(HasSubstr("sluice.yaml:2:"), HasSubstr("connections.shop.url")),
                            AllOf(HasSubstr("chanels"), HasSubstr("did you mean 'channels'")),
                            AllOf(HasSubstr("sluice.yaml:5:"), HasSubstr("routes[0].to"))))
        << command;
  }
}

TEST(CommandTest, AMissingFileAndAWrongCommandLineAreUnusableToo) {
  const auto missing = GatewayProcess::execute({"run", "/nonexistent/sluice.yaml"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.lines, Contains(HasSubstr("/nonexistent/sluice.yaml")));
  EXPECT_EQ(GatewayProcess::execute({"run"}).exit_code, 2);
  EXPECT_EQ(GatewayProcess::execute({"walk", "sluice.yaml"}).exit_code, 2);
  EXPECT_EQ(GatewayProcess::execute({}).exit_code, 2);
  EXPECT_EQ(GatewayProcess::execute({"version"}).exit_code, 0);
  EXPECT_EQ(GatewayProcess::execute({"--help"}).exit_code, 0);
}

TEST(CommandTest, RunNamesTheBrokerPropertyThatDoesNotExist) {
  const auto verdict = execute(
      "run",
      config_with("type: kafka, brokers: [\"127.0.0.1:9\"], properties: {no.such.property: 1}"));
  EXPECT_EQ(verdict.exit_code, 2);
  EXPECT_THAT(verdict.lines, Contains(HasSubstr("no.such.property")));
  EXPECT_THAT(verdict.lines, Not(Contains(HasSubstr("message=started"))));
}

TEST(CommandTest, RunNamesTheAdminAddressThatIsTaken) {
  const SilentListener other;
  const std::string address = "127.0.0.1:" + std::to_string(other.port());
  const auto verdict =
      execute("run", config_with("type: stdout", "admin: {listen: \"" + address + "\"}\n"));
  EXPECT_EQ(verdict.exit_code, 2);
  EXPECT_THAT(verdict.lines, Contains(HasSubstr(address)));
  EXPECT_THAT(verdict.lines, Not(Contains(HasSubstr("message=started"))));
}

}  // namespace
}  // namespace sluice::test
