#include "config/section.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/yaml_document.hpp"
#include "tests/unit/config/sample_sink.hpp"

namespace sluice::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Reads the connector's settings out of a text as the gateway would.
class SectionOf : public testing::Test {
 protected:
  SampleSettings read_settings(std::string_view text) {
    root = parse_yaml(text, reading);
    Section section(Value{reading, *root, "sinks.x"});
    auto settings = static_cast<const SampleSettings&>(*sample_sink().read(section));
    section.refuse_unknown_keys();
    return settings;
  }
  std::vector<std::string> messages() const {
    std::vector<std::string> all;
    for (const Problem& problem : reading.problems) all.push_back(to_string(problem));
    return all;
  }
  ConnectorTypes no_types;
  Reading reading{"f.yaml", no_types, {}};
  std::optional<Node> root;
};

TEST_F(SectionOf, FillsEveryTypeOfField) {
  const auto settings = read_settings(
      "brokers: [a, b]\nqos: 2\nretain: true\nratio: 0.25\nlinger: 1s\nbatch: 2KiB\n"
      "acks: leader\nversion: 4\nproperties: {p: q}\nlogin: {user: u, password: w}\n"
      "proxy: {user: v}\n");
  EXPECT_THAT(messages(), IsEmpty());
  EXPECT_THAT(settings.brokers, ElementsAre("a", "b"));
  EXPECT_EQ(settings.qos, 2);
  EXPECT_TRUE(settings.retain);
  EXPECT_EQ(settings.ratio, 0.25);
  EXPECT_EQ(settings.linger, Duration{1000});
  EXPECT_EQ(settings.batch.count, 2048U);
  EXPECT_EQ(settings.acks, Acks::leader);
  EXPECT_EQ(settings.version, 4);
  EXPECT_EQ(settings.properties.at("p").reveal(), "q");
  EXPECT_EQ(settings.login.password.reveal(), "w");
  ASSERT_TRUE(settings.proxy);
  EXPECT_EQ(settings.proxy->user, "v");
}

TEST_F(SectionOf, LeavesDefaultsWhereNothingIsWritten) {
  const auto settings = read_settings("brokers: [a]\n");
  EXPECT_EQ(settings.qos, 1);
  EXPECT_EQ(settings.acks, Acks::everyone);
  EXPECT_EQ(settings.version, std::nullopt);
  EXPECT_FALSE(settings.proxy);
}

TEST_F(SectionOf, ReadsQuotedNumbersAsNumbers) {
  EXPECT_EQ(read_settings("brokers: [a]\nqos: \"2\"\n").qos, 2);
  EXPECT_THAT(messages(), IsEmpty());
}

TEST_F(SectionOf, LeavesAMemberAsItWasWhenItsValueIsBad) {
  EXPECT_EQ(read_settings("brokers: [a]\nqos: 7\n").qos, 1);
  EXPECT_THAT(messages(), ElementsAre("f.yaml:2:6: sinks.x.qos: 7 is outside 0..2"));
}

TEST_F(SectionOf, GoesOnAfterAProblem) {
  read_settings("qos: x\nlinger: y\nfoo: z\n");
  EXPECT_THAT(messages(),
              ElementsAre("f.yaml:1:1: sinks.x.brokers: is required",
                          "f.yaml:1:6: sinks.x.qos: 'x' is not a whole number",
                          "f.yaml:2:9: sinks.x.linger: 'y' is not a duration: write 250ms, 15s, "
                          "2m or 1h",
                          "f.yaml:3:1: sinks.x.foo: unknown key"));
}

TEST_F(SectionOf, AppliesTheRulesOfTheStructAfterItsFields) {
  read_settings("brokers: [a]\nqos: 0\nretain: true\n");
  EXPECT_THAT(messages(), ElementsAre("f.yaml:3:9: sinks.x.retain: needs qos 1 or 2"));
}

TEST_F(SectionOf, CutsAndEscapesWhatItQuotes) {
  read_settings("brokers: [a]\nretain: \"\\x1b[2J" + std::string(100, 'x') + "\"\n");
  EXPECT_THAT(messages(), ElementsAre("f.yaml:2:9: sinks.x.retain: '\\x1b[2J" +
                                      std::string(60, 'x') + "…' is neither true nor false"));
}

}  // namespace
}  // namespace sluice::config
