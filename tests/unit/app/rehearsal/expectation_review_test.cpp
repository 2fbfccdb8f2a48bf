#include "gateway/app/rehearsal/expectation_review.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/app/rehearsal/expectation_file.hpp"
#include "tests/unit/app/rehearsal/rehearsed.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Of a file with these tests, as a YAML list in one line.
std::vector<std::string> problems_of(const std::string& tests) {
  const auto file = read_expectations("config: c\ntests: [" + tests + "]\n", "f");
  std::vector<std::string> lines;
  for (const auto& problem : find_wrong_names(*file, rehearsed("{to: out, topic: t}"), "f")) {
    lines.push_back(to_string(problem));
  }
  return lines;
}

TEST(ExpectationReviewTest, AcceptsNamesOfTheConfiguration) {
  EXPECT_THAT(
      problems_of("{name: a, event: {channel: news, event: e}, records: [{to: out}]},"
                  "{name: b, event: {connection: shop, channel: prices, event: e}, records: []},"
                  "{name: c, message: {from: commands, topic: t}, events: [{to: shop}]}"),
      IsEmpty());
}

TEST(ExpectationReviewTest, NamesEachThatItDoesNotHave) {
  EXPECT_THAT(
      problems_of("{name: a, event: {connection: shp, channel: a, event: e}, records: [{to: lg}]},"
                  "{name: b, message: {from: command, topic: t}, events: [{to: dsk}, {}]}"),
      ElementsAre(
          "f:2:9: tests[0].event.connection: the configuration has no 'shp' (did you mean 'shop'?)",
          "f:2:9: tests[0].records[0].to: the configuration has no 'lg' (did you mean 'log'?)",
          "f:2:88: tests[1].message.from: the configuration has no 'command' (did you mean "
          "'commands'?)",
          "f:2:88: tests[1].events[0].to: the configuration has no 'dsk' (did you mean 'desk'?)"));
}

TEST(ExpectationReviewTest, WantsTheConnectionWhereThereAreSeveral) {
  for (const std::string channel : {"prices", "other"}) {
    EXPECT_THAT(problems_of("{name: a, event: {channel: " + channel + ", event: e}, records: []}"),
                ElementsAre("f:2:9: tests[0].event.connection: has to be named: not just one "
                            "connection subscribes to it"));
  }
}

}  // namespace
}  // namespace sluice::app
