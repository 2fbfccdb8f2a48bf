#include <gmock/gmock.h>

#include <map>

#include "tests/support/auth_endpoint.hpp"
#include "tests/support/caller.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/soketi.hpp"

// Nothing secret that the real gateway was given comes out of it again, whatever goes wrong.
namespace sluice::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// One secret for each place where a configuration has one, by the variable that carries it.
const std::map<std::string, std::string> canaries{
    {"AUTH_HEADER", "canary-auth-header"},   {"AUTH_PARAM", "canary-auth-param"},
    {"AUTH_QUERY", "canary-auth-query"},     {"APP_SECRET", "canary-app-secret"},
    {"UPGRADE_HEADER", "canary-upgrade"},    {"MQTT_PASSWORD", "canary-mqtt-good"},
    {"WRONG_PASSWORD", "canary-mqtt-wrong"}, {"SASL_PASSWORD", "canary-sasl"},
    {"KEY_PASSWORD", "canary-ssl-key"},      {"FILE_CONTENT", "canary-from-file"}};

void expect_no_canary(const std::string& text, const std::string& where,
                      std::source_location caller = std::source_location::current()) {
  const auto trace = called_from(caller);
  EXPECT_THAT(text, Not(HasSubstr("canary"))) << "in " << where;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

constexpr const char* secrets_everywhere = R"(
log: {level: debug}
connections:
  asking:
    url: ${CHANNELS}
    key: ${APP_KEY}
    headers: {x-token: "${UPGRADE_HEADER}"}
    auth:
      endpoint: ${AUTH}?token=${AUTH_QUERY}
      headers: {authorization: "Bearer ${AUTH_HEADER}", x-file: "${file:${SECRET_FILE}}"}
      params: {token: "${AUTH_PARAM}"}
    channels: [private-good, private-forbidden, private-echo, private-cut]
  signing:
    url: ${CHANNELS}
    key: ${APP_KEY}
    auth: {secret: "${APP_SECRET}", user_id: sluice}
    channels: [private-good, presence-desk]
sinks:
  good: {type: mqtt, url: "${MQTT}", username: ann, password: "${MQTT_PASSWORD}"}
  wrong: {type: mqtt, url: "${MQTT}", username: ann, password: "${WRONG_PASSWORD}", version: 5}
  log:
    type: kafka
    brokers: ["${CLOSED}"]
    sasl: {mechanism: PLAIN, username: ann, password: "${SASL_PASSWORD}"}
    properties: {ssl.key.password: "${KEY_PASSWORD}", debug: "security,broker"}
routes:
  - {match: {}, to: good, topic: good}
)";

TEST(SecretsTest, LeaveTheGatewayOnlyTowardsWhomTheyAreMeantFor) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  SLUICE_REQUIRE_PART(Mosquitto);
  SLUICE_REQUIRE_PART(GatewayProcess);
  Driver driver;
  const Soketi server;
  const Mosquitto broker{{.user = "ann", .password = canaries.at("MQTT_PASSWORD")}};
  AuthEndpoint endpoint{driver, server.app()};
  // An endpoint that says what it was sent.
  const std::string echo = joined({canaries.at("AUTH_HEADER"), canaries.at("AUTH_PARAM")});
  endpoint.behave({{.answer = AuthAnswer::status, .channel = "private-forbidden", .body = echo},
                   {.answer = AuthAnswer::status,
                    .channel = "private-echo",
                    .status = 200,
                    .body = "{\"auth\": \"" + canaries.at("AUTH_HEADER") + "\"}"},
                   {.answer = AuthAnswer::drop, .channel = "private-cut", .times = 2}});
  const TemporaryFolder folder;
  auto environment = canaries;
  environment.insert({{"CHANNELS", server.url()},
                      {"APP_KEY", server.app().key},
                      {"AUTH", endpoint.url()},
                      {"MQTT", broker.url()},
                      {"CLOSED", "127.0.0.1:" + std::to_string(free_port())}});
  std::string config = secrets_everywhere;
  const auto file = folder.write("secret", canaries.at("FILE_CONTENT")).string();
  config.replace(config.find("${SECRET_FILE}"), 14, file);
  GatewayProcess gateway{{.config = config,
                          .ready = "{connections: any, channels: none, sinks: any}",
                          .environment = environment}};
  gateway.wait_ready();

  gateway.wait_metric("sluice_subscriptions", {{"connection", "asking"}, {"state", "subscribed"}},
                      2);
  gateway.wait_metric("sluice_subscriptions", {{"connection", "asking"}, {"state", "failed"}}, 2);
  gateway.wait_metric("sluice_subscriptions", {{"connection", "signing"}, {"state", "failed"}}, 2);
  gateway.wait_metric("sluice_sink_errors_total", {{"sink", "wrong"}}, 1);
  gateway.wait_metric("sluice_sink_errors_total", {{"sink", "log"}}, 1);
  gateway.wait_metric("sluice_sink_up", {{"sink", "good"}}, 1);
  const auto request = endpoint.wait_requests(1).front();
  EXPECT_EQ(request.headers.at("authorization"), "Bearer canary-auth-header");
  EXPECT_EQ(request.headers.at("x-file"), "canary-from-file");
  EXPECT_THAT(request.path, HasSubstr("token=canary-auth-query"));
  EXPECT_THAT(request.body, HasSubstr("token=canary-auth-param"));

  expect_no_canary(gateway.get("/metrics").body, "/metrics");
  expect_no_canary(gateway.get("/api/v1/status").body, "/api/v1/status");
  expect_no_canary(gateway.get("/readyz").body, "/readyz");
  gateway.terminate();
  const auto log = joined(gateway.log());
  EXPECT_THAT(log, HasSubstr("the endpoint " + endpoint.url() + " answered 403"));
  expect_no_canary(log, "the log");
}

/// A configuration with one mistake, at or beside a secret.
struct Mistake {
  const char* connection;  ///< lines of the connection
  const char* sink;        ///< lines of the sink
  const char* reported;    ///< part of what `sluice check` says
};

const std::vector<Mistake> mistakes{
    {"auth: {secret: [canary]}", "", "auth.secret"},
    {"auth: {secret: {canary: canary}}", "", "auth.secret"},
    {"auth: {secrett: canary}", "", "did you mean"},
    {"auth: {secret: canary, endpoint: \"http://a/?t=canary\"}", "", "only one of"},
    {"auth: {endpoint: \"http://ann:canary@127.0.0.1/auth\"}", "", "auth.endpoint"},
    {"auth: {endpoint: \"htp://127.0.0.1/auth?token=canary\"}", "", "auth.endpoint"},
    {"auth: {endpoint: \"http://127.0.0.1:x/auth?token=canary\"}", "", "auth.endpoint"},
    {"url: ws://ann:canary@127.0.0.1", "", "market.url"},
    {"url: wss://127.0.0.1?protocol=canary", "", "market.url"},
    {"auth: {endpoint: \"http://a/\", headers: {a: \"canary\\nb: c\"}}", "", "one line"},
    {"auth: {endpoint: \"http://a/\", headers: {\"b c\": canary}}", "", "not a header name"},
    {"auth: {endpoint: \"http://a/\", params: [canary]}", "", "auth.params"},
    {"auth: {endpoint: \"http://a/\", timeout: \"${SECRET}\"}", "", "auth.timeout"},
    {"key2: \"${SECRET}\"", "", "key2"},
    {"headers: \"x-token: canary\"", "", "headers"},
    {"auth: {secret: \"canary${OPEN\"}", "", "auth.secret"},
    {"auth: {secret: \"canary${NO_SUCH_VARIABLE}\"}", "", "NO_SUCH_VARIABLE"},
    {"auth: {secret: &canary canary}", "", "anchor"},
    {"auth: {secret: \"canary}", "", ""},
    {"auth: {secret: canary, secret: canary}", "", "secret"},
    {"", "url: mqtt://ann:canary@127.0.0.1", "url"},
    {"", "url: \"mqt://127.0.0.1/canary\"", ""},
    {"", "url: mqtt://127.0.0.1\n    password: [canary]", "password"},
    {"", "url: mqtt://127.0.0.1\n    qos: \"${SECRET}\"", "qos"},
    {"", "url: mqtt://127.0.0.1\n    version: \"${SECRET}\"", "version"},
    {"", "url: mqtt://127.0.0.1\n    passwort: canary", "passwort"},
};

TEST(SecretsTest, DoNotShowInWhatCheckSaysOfAConfiguration) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  for (const auto& [connection, sink, reported] : mistakes) {
    const std::string server = *connection == 'u' ? "" : "url: ws://127.0.0.1\n    ";
    const std::string broker = *sink == '\0' ? "url: mqtt://127.0.0.1" : sink;
    const std::string config = "connections:\n  market:\n    " + server + connection +
                               "\n    key: k\n    channels: [trades]\nsinks:\n  floor:\n    " +
                               broker + "\n    type: mqtt\n" +
                               "routes:\n  - {match: {}, to: floor, topic: all}\n";
    const auto verdict = GatewayProcess::check(config, {{"SECRET", "canary"}});
    EXPECT_EQ(verdict.exit_code, 2) << config;
    EXPECT_THAT(joined(verdict.lines), HasSubstr(reported)) << config;
    expect_no_canary(joined(verdict.lines), config);
  }
}

}  // namespace
}  // namespace sluice::test
