#include "config/remarks.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

/// A file with a return, in line 8, and these routes, from line 10 on.
std::string with_rules(std::string_view routes) {
  return "connections:\n  market: {cluster: eu, key: abc, channels: [a]}\n"
         "sinks:\n  events: {type: sample, brokers: [b]}\n"
         "sources:\n  commands: {type: sample, topics: [c]}\n"
         "returns:\n  - {from: commands, to: market, channel: private-c, event: e}\nroutes:\n" +
         std::string{routes};
}

Loaded reviewed(std::string_view routes, const std::vector<Remark>& faults,
                const std::vector<Remark>& warnings = {}) {
  return load(with_rules(routes), "f.yaml", sample_types(), test_environment(),
              {.find_faults = [&](const Gateway&) { return faults; },
               .find_warnings = [&](const Gateway&) { return warnings; }});
}

TEST(ReviewTest, PlacesAFaultAtTheFieldItIsAbout) {
  EXPECT_EQ(problems_of(reviewed("  - {to: events, topic: good}\n"
                                 "  - {to: events, topic: bad, key: worse}\n",
                                 {{"routes", 1, "topic", "is not good"},
                                  {"routes", 1, "key", "neither is this"},
                                  {"returns", 0, "channel", "nor that"}})),
            "8:43: returns[0].channel: nor that\n"
            "11:25: routes[1].topic: is not good\n"
            "11:35: routes[1].key: neither is this\n");
}

TEST(ReviewTest, PlacesAFaultOfAFieldThatIsNotWrittenWhereTheRuleBegins) {
  EXPECT_EQ(
      problems_of(reviewed("  - {to: events, topic: t}\n", {{"routes", 0, "key", "is missing"}})),
      "10:5: routes[0].key: is missing\n");
}

TEST(ReviewTest, PassesOverARuleThatHasAProblemAlready) {
  EXPECT_EQ(problems_of(reviewed("  - {to: events}\n", {{"routes", 0, "topic", "?"}})),
            "10:5: routes[0].topic: is required\n");
}

TEST(ReviewTest, HandsOutWarningsWithTheGateway) {
  const auto loaded = reviewed("  - {to: events, topic: t}\n", {},
                               {{"routes", 0, "topic", "later"}, {"returns", 0, "", "sooner"}});
  ASSERT_EQ(problems_of(loaded), "");
  ASSERT_EQ(loaded->warnings.size(), 2U);
  EXPECT_EQ(to_string(loaded->warnings[0]), "f.yaml:8:5: returns[0]: sooner");
  EXPECT_EQ(to_string(loaded->warnings[1]), "f.yaml:10:25: routes[0].topic: later");
}

TEST(ReviewTest, IsAskedForWarningsWhenAllElseIsWell) {
  bool asked = false;
  std::ignore = load(with_rules("  - {to: events}\n"), "f.yaml", sample_types(), test_environment(),
                     {.find_warnings = [&](const Gateway&) {
                       asked = true;
                       return std::vector<Remark>{};
                     }});
  EXPECT_FALSE(asked);
}

TEST(ReviewTest, KnowsEveryReturnByItsName) {
  std::string label;
  std::ignore = load(with_rules("  - {to: events, topic: t}\n"), "f.yaml", sample_types(),
                     test_environment(), {.find_faults = [&](const Gateway& gateway) {
                       label = gateway.returns.at(0).label;
                       return std::vector<Remark>{};
                     }});
  EXPECT_EQ(label, "return-1");
}

}  // namespace
}  // namespace sluice::config
