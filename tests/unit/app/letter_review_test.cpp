#include "gateway/app/letter_review.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "config/reader.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/review.hpp"
#include "tests/unit/app/three_sinks.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The problems of a file with these routes and returns, or the warnings where there are none.
std::vector<std::string> remarks_on(const std::string& rules) {
  const auto loaded = config::load(
      three_sinks +
          "sources:\n"
          "  commands: {type: kafka, brokers: [\"k:9092\"], group: g, topics: [cmd, dead]}\n"
          "  talk: {type: mqtt, url: \"mqtt://m\", version: 5, client_id: c, topics: "
          "[\"talk/#\"]}\n" +
          rules,
      "f", connectors::types(), [](std::string_view) { return std::nullopt; },
      {.find_faults = find_faults, .find_warnings = find_warnings});
  std::vector<std::string> remarks;
  const auto& problems = loaded.has_error() ? loaded.error() : loaded->warnings;
  for (const auto& problem : problems) {
    if (problem.path.find("dead_letter") == std::string::npos) continue;
    remarks.push_back(problem.path + ": " + problem.message);
  }
  return remarks;
}

std::string back(const std::string& more) {
  return "  - {to: market, channel: private-a, event: e, " + more + "}\n";
}

TEST(LetterReviewTest, ARouteMayNotSendDeadLettersToItsOwnTopic) {
  EXPECT_THAT(remarks_on("routes:\n"
                         "  - {to: log, topic: a, dead_letter: {to: log, topic: a}}\n"
                         "  - {to: log, topic: a, dead_letter: {to: log, topic: b}}\n"
                         "  - {to: log, topic: a, dead_letter: {to: floor, topic: a}}\n"),
              ElementsAre("routes[0].dead_letter.topic: 'a' is the topic of the route itself"));
}

TEST(LetterReviewTest, DeadLettersMayNotGoRoundByOtherRoutes) {
  EXPECT_THAT(remarks_on("routes:\n"
                         "  - {to: log, topic: a, dead_letter: {to: log, topic: b}}\n"
                         "  - {to: log, topic: b, dead_letter: {to: floor, topic: c}}\n"
                         "  - {to: floor, topic: c, dead_letter: {to: log, topic: a}}\n"
                         "  - {to: log, topic: x, dead_letter: {to: log, topic: a}}\n"),
              ElementsAre(HasSubstr("routes[0].dead_letter.topic: 'b' is the topic of routes[1]"),
                          HasSubstr("routes[1].dead_letter.topic: 'c' is the topic of routes[2]"),
                          HasSubstr("routes[2].dead_letter.topic: 'a' is the topic of routes[0]")));
}

TEST(LetterReviewTest, WarnsWhereAChannelMayBeNamedAsTheDeadLetterTopic) {
  EXPECT_THAT(
      remarks_on("routes:\n"
                 "  - {to: log, topic: \"c.{channel}\", dead_letter: {to: log, topic: c.dead}}\n"
                 "  - {to: log, topic: \"c.{channel}\", dead_letter: {to: log, topic: dead}}\n"
                 "returns:\n" +
                 back("from: commands") + back("from: talk")),
      ElementsAre(HasSubstr("routes[0].dead_letter.topic: may also be the topic")));
}

TEST(LetterReviewTest, AReturnMayNotReadItsOwnDeadLettersUnlessItSkipsThem) {
  EXPECT_THAT(
      remarks_on("returns:\n" + back("from: commands, dead_letter: {to: log, topic: dead}")),
      IsEmpty());
  EXPECT_THAT(
      remarks_on("returns:\n" +
                 back("from: commands, own_records: send, dead_letter: {to: log, topic: dead}")),
      ElementsAre("returns[0].dead_letter.topic: 'dead' is read by returns[0], which would send "
                  "letters round for ever"));
  EXPECT_THAT(remarks_on("returns:\n" + back("from: commands, own_records: send, match: {topic: "
                                             "cmd}, dead_letter: {to: log, topic: dead}")),
              IsEmpty());
}

TEST(LetterReviewTest, Mqtt311HasNoMarkByWhichAReturnCouldSkipLetters) {
  const std::string same = back("from: talk, dead_letter: {to: floor, topic: talk/dead}");
  const std::string old = back("from: talk, dead_letter: {to: old, topic: talk/dead}");
  EXPECT_THAT(remarks_on("returns:\n" + same), IsEmpty());
  EXPECT_THAT(remarks_on("returns:\n" + old), ElementsAre(HasSubstr("is read by returns[0]")));
}

}  // namespace
}  // namespace sluice::app
