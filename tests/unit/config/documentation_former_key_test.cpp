#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/documentation.hpp"
#include "tests/unit/config/loading.hpp"

// Keys that declare Formerly{} or NeedsRestart{}; the sample's `linger` was called `wait`.
namespace sluice::config {
namespace {

using testing::HasSubstr;

std::string with_sink(std::string_view keys) {
  return "connections:\n  market: {cluster: eu, key: abc, channels: [a]}\n"
         "sinks:\n  events:\n    type: sample\n    brokers: [b]\n" +
         std::string{keys} + "routes:\n  - {to: events, topic: t}\n";
}

TEST(FormerKeyTest, IsReadWithAWarningThatHasTheNewName) {
  const Loaded loaded = load_sample(with_sink("    wait: 2s\n"));
  ASSERT_EQ(problems_of(loaded), "");
  const auto& sample = static_cast<const SampleSettings&>(*loaded->sinks[0].settings);
  EXPECT_EQ(sample.linger, Duration{2000});
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_EQ(to_string(loaded->warnings[0]),
            "f.yaml:7:5: sinks.events.wait: is called 'linger' now");
}

TEST(FormerKeyTest, IsRefusedBesideTheNewOne) {
  EXPECT_EQ(problems_of(load_sample(with_sink("    wait: 2s\n    linger: 3s\n"))),
            "7:5: sinks.events.wait: is the former name of 'linger', which is there too\n");
}

TEST(FormerKeyTest, HasItsProblemsWhereTheFileHasIt) {
  const Loaded loaded = load_sample(with_sink("    wait: y\n"));
  EXPECT_THAT(problems_of(loaded), HasSubstr("7:11: sinks.events.wait: 'y' is not a duration"));
}

TEST(FormerKeyTest, IsNoSuggestionForAKeyThatIsUnknown) {
  EXPECT_EQ(problems_of(load_sample(with_sink("    wiat: 2s\n"))),
            "7:5: sinks.events.wiat: unknown key\n");
}

TEST(FormerKeyTest, StandsInTheDocumentationAndIsDeprecatedInTheSchema) {
  EXPECT_THAT(describe(sample_types()), HasSubstr("Wait for more. Formerly `wait`. |"));
  EXPECT_THAT(json_schema(sample_types()), HasSubstr("Called linger now."));
}

TEST(NeedsRestartTest, StandsInTheDocumentationAndInTheSchema) {
  EXPECT_THAT(describe(sample_types()), HasSubstr("Who must confirm. A change needs a restart. |"));
  EXPECT_THAT(json_schema(sample_types()),
              HasSubstr("Who must confirm. A change needs a restart."));
}

}  // namespace
}  // namespace sluice::config
