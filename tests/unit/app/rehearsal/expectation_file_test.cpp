#include "gateway/app/rehearsal/expectation_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::vector<std::string> problems_of(const std::string& text) {
  const auto file = read_expectations(text, "f");
  std::vector<std::string> lines;
  if (file) return lines;
  for (const auto& problem : file.error()) lines.push_back(to_string(problem));
  return lines;
}

/// The problems of a file with one test of these lines, from the fourth on.
std::vector<std::string> problems_of_test(const std::string& lines) {
  return problems_of("config: c.yaml\ntests:\n  - name: one\n" + lines);
}

TEST(ExpectationFileTest, ReadsEventsAndMessages) {
  const auto file = read_expectations(R"(config: sluice.yaml
tests:
  - name: an order
    event: {channel: private-orders, event: created, data: '{"id": 1}'}
    records:
      - {to: log, topic: t, key: "", payload_json: '{"id":1}', headers: {event: created}}
  - name: a lamp
    message: {from: commands, topic: commands, payload: "on", headers: {type: lamp}}
    events:
      - {to: shop, event: client-lamp}
      - {lost: public_channel}
)",
                                      "f");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->config, "sluice.yaml");
  ASSERT_EQ(file->tests.size(), 2U);
  const auto& order = file->tests[0];
  EXPECT_EQ(order.title, "an order");
  EXPECT_EQ(order.at.line, 3);
  EXPECT_EQ(order.event->data, R"({"id": 1})");
  EXPECT_EQ(order.records.front().key, "");
  EXPECT_EQ(order.records.front().payload, std::nullopt);
  EXPECT_THAT(order.records.front().headers, ElementsAre(Pair("event", "created")));
  const auto& lamp = file->tests[1];
  EXPECT_EQ(lamp.message->payload, "on");
  EXPECT_EQ(lamp.events[0].event, "client-lamp");
  EXPECT_EQ(lamp.events[1].lost, ReturnLoss::public_channel);
}

TEST(ExpectationFileTest, NamesEachMistakeAtItsPlace) {
  EXPECT_THAT(problems_of_test("    event: {channel: a, evnt: e}\n    records: []\n"),
              ElementsAre("f:4:5: tests[0].event.event: an event of the kind message has a name",
                          "f:4:25: tests[0].event.evnt: unknown key (did you mean 'event'?)"));
}

TEST(ExpectationFileTest, AsksWhatIsExpected) {
  EXPECT_THAT(
      problems_of_test("    event: {channel: a, event: e}\n"),
      ElementsAre("f:4:12: tests[0].event: what is expected of it? Give records, which may be "
                  "an empty list"));
  EXPECT_THAT(problems_of_test("    records: []\n"),
              ElementsAre("f:3:11: tests[0].name: a test has either an event or a message"));
}

TEST(ExpectationFileTest, RefusesWhatContradictsItself) {
  const std::string event = "    event: {channel: a, event: e}\n    records: [{to: out, ";
  EXPECT_THAT(
      problems_of_test(event + "payload: a, payload_json: \"1\"}]\n"),
      ElementsAre("f:5:51: tests[0].records[0].payload_json: cannot be given beside payload"));
  EXPECT_THAT(problems_of_test(event + "payload_json: \"{\"}]\n"),
              ElementsAre("f:5:39: tests[0].records[0].payload_json: is not JSON"));
  EXPECT_THAT(problems_of_test(event + "payload: \"\", removes: true}]\n"),
              ElementsAre("f:5:47: tests[0].records[0].removes: such a record has no payload"));
  EXPECT_THAT(problems_of_test("    message: {from: a, topic: t}\n"
                               "    events: [{lost: binary, channel: a}]\n"),
              ElementsAre("f:5:21: tests[0].events[0].lost: such an event has no other keys"));
}

TEST(ExpectationFileTest, SaysThatItIsNoYaml) {
  EXPECT_FALSE(problems_of("{").empty());
  EXPECT_FALSE(problems_of("").empty());
}

}  // namespace
}  // namespace sluice::app
