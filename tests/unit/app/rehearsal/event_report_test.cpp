#include "gateway/app/rehearsal/event_report.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "config/reader.hpp"
#include "connectors/registry.hpp"

namespace sluice::app {
namespace {

Plan plan_of(const std::string& routes, const std::string& more = "") {
  return Plan(*config::load(
      fmt::format(
          "connections: {{shop: {{cluster: eu, key: k, auth: {{secret: s, user_id: me}}, channels: "
          "[prices, presence-desk]}}}}\n"
          "sinks: {{out: {{type: stdout}}, log: {{type: kafka, brokers: [\"h:1\"]}}}}\n"
          "routes: [{}]\n{}\n",
          routes, more),
      "f.yaml", connectors::types(), [](std::string_view) { return std::nullopt; }));
}

struct EventReportTest : testing::Test {
  [[nodiscard]] std::string text(const std::string& routes, const std::string& more = "") const {
    return report_on(plan_of(routes, more), event).text;
  }

  Event event{.kind = EventKind::message,
              .connection = "shop",
              .channel = "prices",
              .name = "tick",
              .data = R"("{\"price\":1}")"};
};

TEST_F(EventReportTest, ShowsTheRecordOfEachRoute) {
  EXPECT_EQ(text("{to: out, topic: \"all.{connection}\", headers: {event: \"{event}\"}},"
                 "{to: log, topic: t, key: \"\", dead_letter: {to: log, topic: letters}}"),
            "message tick on prices of connection shop\n"
            "routes[0] to out:\n"
            "  topic    all.shop\n"
            "  key      prices\n"
            "  header   event: tick\n"
            "  payload  {\"price\":1}\n"
            "routes[1] to log:\n"
            "  topic    t\n"
            "  payload  {\"price\":1}\n"
            "  rejected to letters at log\n");
}

TEST_F(EventReportTest, SaysWhyARouteDoesNotTakeIt) {
  EXPECT_EQ(text("{to: out, topic: t, match: {channel: [\"private-*\", news], event: tock, "
                 "kind: presence}},"
                 "{to: out, topic: t, match: {not: {channel: p*}}},"
                 "{to: out, topic: t, table: true, match: {channel: \"p*\"}}"),
            "message tick on prices of connection shop\n"
            "routes[0] to out: no, match.channel is [private-*, news]; match.kind is "
            "[presence.joined, presence.left]; match.event is tock\n"
            "routes[1] to out: no, match.not.channel is p*\n"
            "routes[2] to out: no, without match.kind it takes [presence.joined, presence.left]\n"
            "No route makes a record of it.\n");
}

TEST_F(EventReportTest, ShowsRowsOfTables) {
  event = {.kind = EventKind::presence_left,
           .connection = "shop",
           .channel = "presence-desk",
           .name = "pusher:member_removed",
           .user_id = "ann"};
  EXPECT_EQ(text("{to: log, topic: members, table: true, match: {kind: presence}}"),
            "presence.left pusher:member_removed on presence-desk of connection shop\n"
            "routes[0] to log:\n"
            "  topic    members\n"
            "  key      shop/presence-desk/ann\n"
            "  row      removed: there is no payload\n");
}

TEST_F(EventReportTest, SaysThatAnEarlierRouteWasFirst) {
  EXPECT_EQ(text("{to: out, topic: one}, {to: log, topic: two}", "route_mode: first"),
            "message tick on prices of connection shop\n"
            "routes[0] to out:\n"
            "  topic    one\n"
            "  key      prices\n"
            "  payload  {\"price\":1}\n"
            "routes[1] to log: no, route_mode is first, and an earlier route takes it\n");
}

TEST_F(EventReportTest, SaysThatTheEventNeverComes) {
  event.channel = "news";
  const auto report = report_on(plan_of("{to: out, topic: t, match: {channel: prices}}"), event);
  EXPECT_FALSE(report.relayed);
  EXPECT_EQ(report.text,
            "message tick on news of connection shop\n"
            "  The connection does not subscribe to this channel, so that no such event comes.\n"
            "routes[0] to out: no, match.channel is prices\n"
            "No route makes a record of it.\n");
}

TEST_F(EventReportTest, LetsNoTextOfAPeerControlTheTerminal) {
  event.name = "\x1b[2J";
  event.data = R"("a\nb")";
  EXPECT_EQ(text("{to: out, topic: t}"),
            "message \\x1b[2J on prices of connection shop\n"
            "routes[0] to out:\n"
            "  topic    t\n"
            "  key      prices\n"
            "  payload  a\\x0ab\n");
}

}  // namespace
}  // namespace sluice::app
