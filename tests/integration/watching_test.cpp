#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/free_port.hpp"
#include "tests/support/metrics_page.hpp"
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

class WatchingTest : public StageFixture {
 protected:
  WatchingTest() { stage.environment["NOBODY"] = "127.0.0.1:" + std::to_string(free_port()); }

  /// Two connections and two sinks; events of `near` go to `first`. Nobody is where `far` dials.
  void build_two_of_each(const std::string& near, const std::string& first,
                         const std::string& second) {
    stage.connection("near").at(near).channels("prices");
    stage.connection("far").at(nobody).channels("prices");
    stage.mqtt("first", first);
    stage.mqtt("second", second);
    stage.route("first", "out/{event|raw}").with("match: {connection: near}");
  }

  static constexpr const char* nobody = "ws://${NOBODY}";
  static constexpr const char* no_broker = "mqtt://${NOBODY}";
};

TEST_F(WatchingTest, ReadinessIsWhatTheConfigurationDemands) {
  stage.broker();
  struct Case {
    std::string ready;
    int half_up;  ///< one connection and one sink are up
    int all_down;
  };
  for (const Case& each : {Case{"{connections: all, sinks: all}", 503, 503},
                           Case{"{connections: any, sinks: any}", 200, 503},
                           Case{"{connections: any, sinks: all}", 503, 503},
                           Case{"{connections: all, sinks: any}", 503, 503},
                           Case{"{connections: none, sinks: any}", 200, 503},
                           Case{"{connections: none, sinks: none}", 200, 200}}) {
    SCOPED_TRACE(each.ready);
    stage.clear();
    stage.ready(each.ready);
    build_two_of_each(nobody, no_broker, no_broker);
    GatewayProcess& down = stage.launch();
    stage.clear();
    stage.ready(each.ready);
    build_two_of_each("${CHANNELS}", "${MQTT}", no_broker);
    GatewayProcess& half = stage.launch();
    half.wait_started();
    half.wait_metric("sluice_connection_state", {{"state", "connected"}}, 1);
    half.wait_metric("sluice_sink_up", {}, 1);
    const HttpAnswer answer = half.get("/readyz");
    EXPECT_EQ(answer.status, each.half_up);
    EXPECT_EQ(answer.body, std::string{each.half_up == 200 ? "ready" : "not ready"} +
                               "\nconnection far is down\nsink second is down\n");
    down.wait_started();
    EXPECT_EQ(down.get("/readyz").status, each.all_down);
    EXPECT_EQ(down.get("/livez").status, 200);
    half.terminate();
    down.terminate();
  }
}

TEST_F(WatchingTest, LevelDebugShowsEachStepOfAConnectionWithItsAddress) {
  stage.mqtt("floor");
  stage.route("floor", "out/{event|raw}");
  stage.connection("shop").channels("prices, private-orders").asks(stage.auth());
  stage.key("log: {level: debug}");
  GatewayProcess& gateway = stage.start();
  gateway.wait_logged({"message=dialling", "connection=shop", "addresses=127.0.0.1"});
  gateway.wait_logged({"message=upgraded", "connection=shop", "address=127.0.0.1"});
  gateway.wait_logged(
      {"message=\"authorisation answered\"", "connection=shop", "channels=1", "ms=", "status=200"});
  gateway.wait_logged({"message=\"mqtt connects\"", "sink=floor", "address=127.0.0.1"});
  EXPECT_EQ(gateway.terminate(), 0);
}

/// What the status page has of a sink.
nlohmann::json sink_status(const GatewayProcess& gateway, const std::string& name) {
  const auto page = nlohmann::json::parse(gateway.get("/api/v1/status").body);
  for (const auto& sink : page["sinks"]) {
    if (sink["sink"] == name) return sink;
  }
  return {};
}

TEST_F(WatchingTest, StatusHasWhatASinkHoldsAndWhyWhileItsBrokerIsAway) {
  Driver driver;
  const Soketi server;
  Mosquitto broker;
  GatewayProcess gateway{{.config = "connections:\n  near: {url: \"" + server.url() +
                                    "\", key: key1, channels: [prices]}\nsinks:\n  floor: {type: "
                                    "mqtt, qos: 1, url: \"" +
                                    broker.url() + "\"}\nroutes: [{to: floor, topic: out}]\n"}};
  gateway.wait_ready();
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  const auto up =
      nlohmann::json::parse(R"({"sink":"floor","type":"mqtt","state":"up","records":0,"bytes":0,)"
                            R"("delivered":0,"rejected":0,"dead_lettered":0,"dropped":{}})");
  auto begun = sink_status(gateway, "floor");
  EXPECT_TRUE(begun["state_seconds"].is_number_unsigned()) << begun;
  begun.erase("state_seconds");
  EXPECT_EQ(begun, up);

  broker.stop();
  Publisher publisher{driver, server};
  publisher.trigger("prices", "tick", "1");
  publisher.trigger("prices", "tick", "2");
  gateway.wait_metric("sluice_outbox_records", {}, 2);
  gateway.wait_logged({"mqtt connection failed"});
  auto away = sink_status(gateway, "floor");
  EXPECT_EQ(away["state"], "down");
  EXPECT_EQ(away["records"], 2);
  EXPECT_GT(away["bytes"], 0);
  EXPECT_TRUE(away["oldest_seconds"].is_number_unsigned()) << away;
  EXPECT_THAT(away["last_error"]["text"], AllOf(HasSubstr(broker.url()), HasSubstr("refused")));

  broker.start();
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 2);
  auto back = sink_status(gateway, "floor");
  EXPECT_EQ(back["last_error"]["text"], away["last_error"]["text"]) << "stays, with its age";
  EXPECT_EQ(back["delivered"], 2);
  for (const auto* other : {"last_error", "state_seconds", "delivered"}) back.erase(other);
  begun.erase("delivered");
  EXPECT_EQ(back, begun);
}

/// What is wrong with a text in Prometheus' format.
std::vector<std::string> format_problems(const std::string& text) {
  static const std::regex comment{R"(# (HELP|TYPE) [a-z_]+ .+)"};
  static const std::regex sample{
      R"re(([a-z_]+(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})?) (-?[0-9.e+-]+|\+Inf|NaN))re"};
  std::vector<std::string> problems;
  std::set<std::string> series;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    std::smatch parts;
    if (line.starts_with('#') ? !std::regex_match(line, comment)
                              : !std::regex_match(line, parts, sample)) {
      problems.push_back("malformed: " + line);
    } else if (!series.insert(parts.empty() ? line : parts[1].str()).second) {
      problems.push_back("twice: " + line);
    }
  }
  if (!text.ends_with('\n')) problems.emplace_back("no line end at the end");
  return problems;
}

TEST_F(WatchingTest, MetricsAreWellFormedAndEveryDescribedOneIsThere) {
  stage.mqtt_source("floor", "in");
  stage.way_back("floor", "near").with("channel: \"{key}\", event: e");
  build_two_of_each("${CHANNELS}", "${MQTT}", "${MQTT}");
  stage.ready("{connections: any}");
  GatewayProcess& gateway = stage.start();
  stage.publisher().trigger("prices", "tick", "1");
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 1);
  const std::string text = gateway.get("/metrics").body;
  EXPECT_EQ(format_problems(text), std::vector<std::string>{});
  const auto described = described_metrics();
  EXPECT_GE(described.size(), 20U);
  for (const DescribedMetric& metric : described) {
    EXPECT_THAT(text, HasSubstr("# TYPE " + metric.name + " " + metric.type + "\n"));
    if (metric.name == "sluice_source_lag") continue;  // MQTT does not tell it
    // No file with certificates is named.
    if (metric.name == "sluice_certificate_expiry_timestamp_seconds") continue;
    const bool histogram = metric.type == "histogram";
    EXPECT_TRUE(sum_of_samples(text, metric.name + (histogram ? "_count" : ""), {}).has_value())
        << metric.name;
    for (const std::string& value : metric.values) {
      EXPECT_THAT(text,
                  testing::ContainsRegex("\n" + metric.name + "\\{[^\n]*=\"" + value + "\"\\}"));
    }
  }
  EXPECT_EQ(sum_of_samples(text, "sluice_delivery_seconds_bucket", {{"le", "+Inf"}}),
            sum_of_samples(text, "sluice_delivery_seconds_count", {}));
}

TEST_F(WatchingTest, AJsonLogIsJsonLineByLineWhateverAPeerWrites) {
  stage.broker();
  build_two_of_each("${CHANNELS}", "${MQTT}", "${MQTT}");
  stage.key("log: {format: json, level: debug}");
  stage.ready("{connections: any}");
  GatewayProcess& gateway = stage.start();
  // No MQTT topic has a `+`: such a record is rejected, and the line names the topic.
  const std::string hostile = "+\"}\n{\"level\":\"forged\"\x1b[31m\xE2\x80\xAE";
  stage.publisher().trigger("prices", hostile, "1");
  gateway.wait_metric("sluice_records_total", {{"outcome", "rejected"}}, 1);
  EXPECT_EQ(gateway.terminate(), 0);
  std::set<std::string> messages;
  for (const std::string& line : gateway.log()) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    ASSERT_TRUE(json.is_object()) << line;
    for (const std::string key : {"time", "level", "message"}) {
      EXPECT_TRUE(json.contains(key) && json[key].is_string()) << line;
    }
    EXPECT_NE(json["level"], "forged");
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_EQ(line.find("\xE2\x80\xAE"), std::string::npos) << "a direction override";
    messages.insert(json["message"]);
  }
  EXPECT_THAT(messages,
              AllOf(Contains("started"), Contains("connection lost"), Contains("record rejected")));
}

}  // namespace
}  // namespace sluice::test
