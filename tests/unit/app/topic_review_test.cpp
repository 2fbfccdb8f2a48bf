#include "gateway/app/topic_review.hpp"

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

/// The problems of a file with these routes, from line 9 on, without the file's name.
std::vector<std::string> problems_of(const std::string& routes, const std::string& rest = "") {
  const auto loaded =
      config::load(three_sinks +
                       "  out: {type: stdout}\n"
                       "routes:\n" +
                       routes + rest,
                   "f", connectors::types(),
                   [](std::string_view) -> std::optional<std::string> { return "from/outside"; },
                   {.find_faults = find_faults, .find_warnings = {}});
  std::vector<std::string> problems;
  if (!loaded.has_error()) return problems;
  for (const auto& problem : loaded.error()) problems.push_back(to_string(problem).substr(2));
  return problems;
}

TEST(TopicReviewTest, RefusesWhatNoTopicOfKafkaContains) {
  EXPECT_THAT(
      problems_of("  - {to: log, topic: \"orders/{channel}\"}\n"
                  "  - {to: log, topic: \"{connection} x\", allow_unconfined_topic: true}\n"
                  "  - {to: log, topic: gr\u00fc\u00dfe}\n"),
      ElementsAre("9:22: routes[0].topic: 'orders/{channel}' has a character other than letters, "
                  "digits, `.`, `_` and `-`",
                  "10:22: routes[1].topic: '{connection} x' has a character other than letters, "
                  "digits, `.`, `_` and `-`",
                  "11:22: routes[2].topic: 'gr\u00fc\u00dfe' has a character other than letters, "
                  "digits, `.`, `_` and `-`"));
}

TEST(TopicReviewTest, RefusesNamesThatKafkaDoesNotGive) {
  EXPECT_THAT(problems_of("  - {to: log, topic: .}\n"
                          "  - {to: log, topic: ..}\n"),
              ElementsAre("9:22: routes[0].topic: '.' is a name that Kafka keeps for itself",
                          "10:22: routes[1].topic: '..' is a name that Kafka keeps for itself"));
  EXPECT_THAT(problems_of("  - {to: log, topic: \".{channel}\"}\n"), IsEmpty());
}

TEST(TopicReviewTest, RefusesATopicWhoseLiteralTextAloneIsTooLong) {
  const std::string half(125, 'a');
  EXPECT_THAT(problems_of("  - {to: log, topic: \"" + half + "{channel}" + half + "\"}\n"),
              ElementsAre(HasSubstr("is longer than the 249 characters of a name")));
  EXPECT_THAT(problems_of("  - {to: log, topic: " + std::string(249, 'a') + "}\n"), IsEmpty());
}

TEST(TopicReviewTest, RefusesWhatNoTopicOfMqttContains) {
  EXPECT_THAT(
      problems_of("  - {to: floor, topic: \"floor/+/{channel}\"}\n"
                  "  - {to: old, topic: \"floor/#\"}\n"
                  "  - {to: old, topic: \"a\\0{channel}\"}\n"
                  "  - {to: floor, topic: \"a\\u0001b\"}\n"),
      ElementsAre("9:24: routes[0].topic: 'floor/+/{channel}' contains a wildcard",
                  "10:22: routes[1].topic: 'floor/#' contains a wildcard",
                  "11:22: routes[2].topic: 'a\\x00{channel}' contains a control character or a "
                  "noncharacter",
                  "12:24: routes[3].topic: 'a\\x01b' contains a control character or a "
                  "noncharacter"));
}

TEST(TopicReviewTest, RefusesHeadersThatNoMessageOfMqttCarries) {
  const std::string route = ", topic: t, headers: {\"a\\u0001\": b, c: \"{channel}\\u0002\"}}\n";
  EXPECT_THAT(problems_of("  - {to: floor" + route),
              ElementsAre("9:36: routes[0].headers: 'a\\x01': its name contains a control "
                          "character or a noncharacter",
                          "9:36: routes[0].headers: 'c': its value contains a control character "
                          "or a noncharacter"));
  EXPECT_THAT(problems_of("  - {to: log" + route + "  - {to: old" + route), IsEmpty());
}

TEST(TopicReviewTest, RefusesTheTopicOfADeadLetter) {
  EXPECT_THAT(problems_of("  - {to: out, topic: t}\n",
                          "sources:\n"
                          "  commands: {type: mqtt, url: \"mqtt://m\", topics: [c]}\n"
                          "returns:\n"
                          "  - from: commands\n"
                          "    to: market\n"
                          "    channel: private-a\n"
                          "    event: e\n"
                          "    dead_letter: {to: log, topic: dead/letters}\n"
                          "  - from: commands\n"
                          "    to: market\n"
                          "    channel: private-a\n"
                          "    event: e\n"
                          "    dead_letter: {to: floor, topic: \"dead/{x}/letters\"}\n"),
              ElementsAre(HasSubstr("17:35: returns[0].dead_letter.topic: 'dead/letters' has a "
                                    "character other than letters")));
}

TEST(TopicReviewTest, TakesWhatASinkMayTakeForSomeEvent) {
  EXPECT_THAT(
      problems_of("  - {to: log, topic: \"Orders_1.{channel}-x\"}\n"
                  "  - {to: log, topic: \"{channel}\", allow_unconfined_topic: true}\n"
                  "  - {to: floor, topic: \"presence/{channel}/{user_id}\"}\n"
                  "  - {to: floor, topic: \"{channel|raw}\", allow_unconfined_topic: true}\n"
                  "  - {to: out, topic: \"any text/+#\"}\n"),
      IsEmpty());
}

TEST(TopicReviewTest, DoesNotShowAValueFromOutside) {
  EXPECT_THAT(problems_of("  - {to: log, topic: \"${TOPIC}\"}\n"),
              ElementsAre("9:22: routes[0].topic: the value has a character other than letters, "
                          "digits, `.`, `_` and `-`"));
}

}  // namespace
}  // namespace sluice::app
