#include "gateway/app/rehearsal/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/app/rehearsal/rehearsed.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ComparisonTest : testing::Test {
  ComparisonTest() {
    event.connection = "shop";
    event.channel = "private-orders";
    event.event = "created";
    event.data = R"({"id":12345678901234567890})";
  }
  [[nodiscard]] std::vector<std::string> differences(
      const std::vector<ExpectedRecord>& records) const {
    return compare(plan, {.title = "t", .event = event, .records = records});
  }

  TestedEvent event;
  Plan plan{
      rehearsed("{to: out, topic: \"all.{channel}\", headers: {event: \"{event}\"}},"
                "{to: log, topic: t, key: \"\", format: json, match: {channel: private-*}}")};
};

TEST_F(ComparisonTest, IsEmptyWhereAllIsAsExpected) {
  EXPECT_THAT(differences({{.to = "out",
                            .topic = "all.private-orders",
                            .key = "private-orders",
                            .payload = R"({"id":12345678901234567890})",
                            .headers = {{"event", "created"}}},
                           {.to = "log", .key = ""}}),
              IsEmpty());
}

TEST_F(ComparisonTest, ShowsBothSidesOfWhatDiffers) {
  EXPECT_THAT(differences({{.to = "out",
                            .topic = "every.private-orders",
                            .payload_json = R"({"id": 12345678901234567891})",
                            .headers = {{"event", "made"}, {"by", "ann"}}},
                           {.to = "log"}}),
              ElementsAre("  records[0] of routes[0] to out: topic",
                          "    expected  every.private-orders", "    got       all.private-orders",
                          "  records[0] of routes[0] to out: payload_json",
                          R"(    expected  {"id": 12345678901234567891})",
                          R"(    got       {"id":12345678901234567890})",
                          "  records[0] of routes[0] to out: there is no header 'by'",
                          "  records[0] of routes[0] to out: header event", "    expected  made",
                          "    got       created"));
}

TEST_F(ComparisonTest, ComparesJsonByItsValue) {
  EXPECT_THAT(differences({{.to = "out", .payload_json = "{ \"id\" : 12345678901234567890 }"},
                           {.to = "log"}}),
              IsEmpty());
}

TEST_F(ComparisonTest, NamesRecordsThatAreMissingOrTooMany) {
  EXPECT_THAT(differences({{.to = "log"}}),
              ElementsAre("  records[0] of routes[0] to out: expected is one to log",
                          "  records[1] of routes[1] to log: is not expected; its topic is t"));
  EXPECT_THAT(differences({{.to = "out"}, {.to = "log"}, {.to = "log"}}),
              ElementsAre("  records[2]: no route makes this record to log"));
}

TEST_F(ComparisonTest, SaysThatTheEventNeverComes) {
  event.channel = "news";
  EXPECT_THAT(
      differences({{.to = "out"}}),
      ElementsAre("  event: never comes: connection shop does not subscribe to its channel"));
}

TEST_F(ComparisonTest, TheTimeAndTheNumberAreAlwaysTheSame) {
  EXPECT_THAT(
      differences(
          {{.to = "out"},
           {.to = "log",
            .payload = R"({"connection":"shop","channel":"private-orders","event":"created",)"
                       R"("kind":"message","data":"{\"id\":12345678901234567890}",)"
                       R"("received_at":"2000-01-01T00:00:00.000Z","sequence":1})"}}),
      IsEmpty());
}

TEST_F(ComparisonTest, ARowThatIsRemovedHasToBeExpected) {
  const Plan table{rehearsed("{to: log, topic: t, table: true}")};
  TestedEvent left;
  left.channel = "presence-desk";
  left.kind = EventKind::presence_left;
  left.user_id = "ann";
  const auto differences = [&](bool removes) {
    return compare(table,
                   {.title = "t", .event = left, .records = {{.to = "log", .removes = removes}}});
  };
  EXPECT_THAT(differences(true), IsEmpty());
  EXPECT_THAT(differences(false),
              ElementsAre("  records[0] of routes[0] to log: it removes a row, so "
                          "expect removes: true"));
}

struct MessageComparisonTest : testing::Test {
  [[nodiscard]] std::vector<std::string> differences(
      const std::vector<ExpectedEvent>& events) const {
    return compare(plan, {.title = "t", .message = message, .events = events});
  }

  Plan plan{rehearsed(
      "",
      "{from: commands, to: shop, channel: \"{key}\", event: \"{header:type}\"},"
      "{from: commands, match: {key: other}, to: shop, channel: private-orders, event: e}")};
  TestedMessage message{.from = "commands",
                        .topic = "commands",
                        .key = "private-orders",
                        .payload = R"({"id": 1})",
                        .headers = {{"type", "made"}}};
};

TEST_F(MessageComparisonTest, IsEmptyWhereAllIsAsExpected) {
  EXPECT_THAT(differences({{.to = "shop",
                            .channel = "private-orders",
                            .event = "client-made",
                            .data = R"({"id": 1})",
                            .data_json = R"({"id":1})"}}),
              IsEmpty());
}

TEST_F(MessageComparisonTest, ShowsWhatDiffers) {
  EXPECT_THAT(
      differences({{.to = "desk", .event = "made"}, {}}),
      ElementsAre("  events[0] of return-1: to", "    expected  desk", "    got       shop",
                  "  events[0] of return-1: event", "    expected  made",
                  "    got       client-made", "  events[1]: no return takes the message for it"));
  EXPECT_THAT(
      differences({}),
      ElementsAre("  events[0] of return-1: is not expected; its channel is private-orders"));
}

TEST_F(MessageComparisonTest, KnowsWhatCanNeverBeSent) {
  message.key = "prices";
  EXPECT_THAT(differences({{.lost = ReturnLoss::public_channel}}), IsEmpty());
  EXPECT_THAT(
      differences({{.channel = "prices"}}),
      ElementsAre("  events[0] of return-1: is lost as public_channel: client events exist on "
                  "private- and presence- channels only"));
  message.key = "private-orders";
  EXPECT_THAT(differences({{.lost = ReturnLoss::public_channel}}),
              ElementsAre("  events[0] of return-1: is not lost as public_channel"));
  message.headers = {{"sluice-origin", "sluice"}, {"type", "made"}};
  EXPECT_THAT(differences({{.lost = ReturnLoss::own_record}}), IsEmpty());
}

}  // namespace
}  // namespace sluice::app
