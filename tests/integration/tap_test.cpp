#include <csignal>
#include <deque>
#include <string>
#include <vector>

#include "tests/integration/return_fixture.hpp"

// What passes through a real gateway among real servers, as curl and `sluice tap` show it.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class TapTest : public ReturnFixture {
 protected:
  GatewayProcess& start() {
    market("prices, private-orders").with("client_events: {rate: 1000, burst: 1000}");
    stage.mqtt("floor");
    stage.route("floor", "out/{channel}").with("match: {kind: message}, key: \"{event}\"");
    stage.mqtt_source("desk", "in/#").with("version: 5");
    stage.way_back("desk", "market").with(R"(name: all, channel: "{topic:2}", event: "{topic:3}")");
    return stage.start();
  }

  /// `sluice tap`, as soon as the gateway knows of it.
  Process& tap(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"tap", "--against", "http://" + stage.gateway().admin()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return open(GatewayProcess::to_start(arguments));
  }
  Process& curl(const std::string& query) {
    const std::string url = "http://" + stage.gateway().admin() + "/api/v1/tap" + query;
    return open({.arguments = {"curl", "-sSN", url}});
  }

  /// How many items it is told that it did not read in time.
  static int wait_slow(Process& tap) {
    const auto deadline = within(answer_time);
    for (std::size_t line = 0;; ++line) {
      const auto text = tap.wait_line(line, deadline).text;
      if (text.find("passed_over") == text.npos) continue;
      const int slow = json::parse(text.substr(6))["slow_reader"];
      if (slow > 0) return slow;
    }
  }

  /// One line of --json.
  static json item(Process& tap, std::string_view part) {
    return json::parse(tap.wait_for_line(part));
  }

 private:
  Process& open(const ProcessSettings& settings) {
    Process& opened = taps_.emplace_back(settings);
    stage.gateway().wait_metric("sluice_taps", {}, static_cast<double>(taps_.size()));
    return opened;
  }

  std::deque<Process> taps_;
};

TEST_F(TapTest, ShowsAnEventItsRecordAndAMessageOfTheWayBack) {
  start();
  Process& raw = curl("");
  Process& lines = tap({});
  Process& masked = tap({"--json", "--masked"});
  stage.publisher().trigger("prices", "tick", {{"n", 1}});
  const auto event = json::parse(raw.wait_for_line("\"kind\":\"event\"").substr(6));
  EXPECT_EQ(event["connection"], "market");
  EXPECT_EQ(event["channel"], "prices");
  EXPECT_EQ(event["event"], "tick");
  EXPECT_EQ(event["event_kind"], "message");
  EXPECT_EQ(event["data"], R"({"n":1})");
  const auto record = json::parse(raw.wait_for_line("\"kind\":\"record\"").substr(6));
  EXPECT_EQ(record["sink"], "floor");
  EXPECT_EQ(record["topic"], "out/prices");
  EXPECT_EQ(record["key"], "tick");
  EXPECT_EQ(record["data"], R"({"n":1})");
  lines.wait_for_line(R"( event   market prices tick {"n":1})");
  lines.wait_for_line(R"( record  market prices tick -> floor out/prices tick {"n":1})");

  ann->subscribe("private-orders");
  stage.listener().publish("in/private-orders/new", R"({"price":7})");
  ann->wait_event("client-new");
  lines.wait_for_line(
      R"( message desk in/private-orders/new -> market private-orders new {"price":7})");
  stage.listener().publish("in/nowhere/new", "{}");
  lines.wait_for_line(" message desk in/nowhere/new lost by all: ");

  const auto hidden = item(masked, "\"kind\":\"message\"");
  EXPECT_EQ(hidden["data_bytes"], 11);
  EXPECT_EQ(hidden["masked"], true);
  for (const auto& line : masked.lines()) EXPECT_THAT(line, Not(HasSubstr("\"data\":"))) << line;
}

TEST_F(TapTest, ShowsOnlyWhatItsFiltersTake) {
  start();
  Process& of_channel = tap({"--json", "--channel", "private-*"});
  Process& of_event = tap({"--json", "--event", "last", "--kind", "event"});
  Process& of_sink = tap({"--json", "--sink", "fl*"});
  Process& of_nothing = tap({"--json", "--connection", "shop"});
  for (const auto* channel : {"prices", "private-orders"}) {
    stage.publisher().trigger(channel, "first", 1);
    stage.publisher().trigger(channel, "last", 2);
  }
  of_channel.wait_for_line(R"("topic":"out/private-orders","key":"last")");
  EXPECT_EQ(of_channel.line_count(), 4U);
  for (const auto& line : of_channel.lines()) EXPECT_THAT(line, HasSubstr("private-orders"));
  of_event.wait_for_line(R"("channel":"private-orders")");
  EXPECT_EQ(of_event.line_count(), 2U);
  of_sink.wait_for_line(R"("topic":"out/private-orders","key":"last")");
  EXPECT_EQ(of_sink.line_count(), 4U);
  for (const auto& line : of_sink.lines()) EXPECT_THAT(line, HasSubstr("\"kind\":\"record\""));
  EXPECT_EQ(of_nothing.line_count(), 0U);
}

/// A thousand a second are shown; the relay is not held up by the tap, nor by one that stands.
TEST_F(TapTest, PassesOverWhatIsTooMuchAndTheRelayLosesNothing) {
  GatewayProcess& gateway = start();
  Process& fast = tap({"--json"});
  Process& stopped = curl("");
  stopped.signal(SIGSTOP);
  const std::string data(4000, 'x');
  constexpr int batches = 400;
  for (int i = 0; i < batches; ++i) {
    stage.publisher().trigger_batch(std::vector<Publication>(10, {"prices", "tick", data}));
  }
  EXPECT_EQ(stage.listener().wait_messages(batches * 10, within(start_time)).size(), batches * 10U);
  gateway.wait_metric_is("sluice_records_total", {{"outcome", "delivered"}}, batches * 10);
  stopped.signal(SIGCONT);
  EXPECT_GT(wait_slow(stopped), 0);
  EXPECT_GT(item(fast, "passed_over")["rate"], 0);
  gateway.wait_metric("sluice_tap_items_total", {{"result", "passed_over"}}, 1000);
}

TEST_F(TapTest, OutlivesAReloadAndEndsWithTheGateway) {
  GatewayProcess& gateway = start();
  Process& shown = tap({"--json", "--sink", "other"});
  Process& raw = curl("?sink=other");
  stage.mqtt("other");
  stage.route("other", "more/{channel}").with("match: {kind: message}");
  stage.rewrite();
  ASSERT_EQ(gateway.post("/api/v1/reload").status, 200);
  stage.publisher().trigger("prices", "tick", 1);
  EXPECT_EQ(item(shown, "\"sink\":\"other\"")["topic"], "more/prices");
  EXPECT_EQ(gateway.terminate(), 0);
  EXPECT_EQ(shown.wait_exit(), 1);
  shown.wait_for_line("the gateway ended the tap");
  EXPECT_EQ(raw.wait_exit(), 0);
}

TEST_F(TapTest, RefusesAFifthAndForgetsWhoLeft) {
  GatewayProcess& gateway = start();
  tap({});
  tap({});
  tap({});
  Process& last = curl("");
  const auto fifth = GatewayProcess::execute({"tap", "--against", "http://" + gateway.admin()});
  EXPECT_EQ(fifth.exit_code, 1);
  EXPECT_THAT(fifth.lines, testing::ElementsAre(HasSubstr("4 taps are open")));
  EXPECT_EQ(gateway.get("/readyz").status, 200);
  EXPECT_EQ(gateway.get("/api/v1/tap?chanel=a").status, 400);
  last.signal(SIGKILL);
  gateway.wait_metric_is("sluice_taps", {}, 3);
}

}  // namespace
}  // namespace sluice::test
