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
#include "tests/support/tcp.hpp"

// Nothing secret that the real gateway was given comes out of it again, whatever goes wrong.
namespace sluice::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// One secret for each place where a configuration has one, by the variable that carries it.
const std::map<std::string, std::string> canaries{
    {"AUTH_HEADER", "canary-auth-header"},
    {"AUTH_PARAM", "canary-auth-param"},
    {"AUTH_QUERY", "canary-auth-query"},
    {"APP_SECRET", "canary-app-secret"},
    {"UPGRADE_HEADER", "canary-upgrade"},
    {"MQTT_PASSWORD", "canary-mqtt-good"},
    {"WRONG_PASSWORD", "canary-mqtt-wrong"},
    {"SASL_PASSWORD", "canary-sasl"},
    {"KEY_PASSWORD", "canary-ssl-key"},
    {"FILE_CONTENT", "canary-from-file"},
    {"ADMIN_TOKEN", "canary-admin-token"},
    {"API_SECRET", "canary-api-secret"},
    {"USER_HEADER", "canary-user-header"},
    {"USER_PARAM", "canary-user-param"},
    {"SOURCE_SASL", "canary-source-sasl"},
    {"SOURCE_PASSWORD", "canary-source-mqtt"},
    {"MASTER_KEY", "canarycanarycanarycanarycanarycanarycanaryA="}};

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
  expect_no_canary(gateway.get("/api/v1/config").body, "/api/v1/config");
  expect_no_canary(gateway.get("/readyz").body, "/readyz");
  gateway.terminate();
  const auto log = joined(gateway.log());
  EXPECT_THAT(log, HasSubstr("the endpoint " + endpoint.url() + " answered 403"));
  expect_no_canary(log, "the log");
}

/// Every kind of secret there is. Nothing that it names is there.
const std::string secrets_of_every_kind = R"(
log: {level: debug}
connections:
  asking:
    url: ws://127.0.0.1:9
    key: app-key
    headers: {x-token: "${UPGRADE_HEADER}"}
    auth:
      endpoint: http://127.0.0.1:9/auth?token=${AUTH_QUERY}
      headers: {authorization: "${AUTH_HEADER}"}
      params: {token: "${AUTH_PARAM}"}
    user:
      endpoint: http://127.0.0.1:9/user?token=${AUTH_QUERY}
      headers: {authorization: "${USER_HEADER}"}
      params: {token: "${USER_PARAM}"}
    channels: [private-a]
  signing:
    url: ws://127.0.0.1:9
    key: app-key
    auth: {secret: "${APP_SECRET}", encryption_master_key: "${MASTER_KEY}"}
    api: {url: "http://127.0.0.1:9", app_id: "1", secret: "${API_SECRET}"}
    channels: [private-encrypted-a, private-b]
sinks:
  floor: {type: mqtt, url: "mqtt://127.0.0.1:9", username: ann, password: "${MQTT_PASSWORD}"}
  log:
    type: kafka
    brokers: ["127.0.0.1:9"]
    sasl: {mechanism: PLAIN, username: ann, password: "${SASL_PASSWORD}"}
    properties: {ssl.key.password: "${KEY_PASSWORD}", debug: "security,broker"}
routes:
  - {match: {}, to: floor, topic: good}
sources:
  orders: {type: mqtt, url: "mqtt://127.0.0.1:9", topics: [a], username: ann, password: "${SOURCE_PASSWORD}"}
  commands:
    type: kafka
    brokers: ["127.0.0.1:9"]
    group: g
    topics: [b]
    sasl: {mechanism: PLAIN, username: ann, password: "${SOURCE_SASL}"}
returns:
  - {from: orders, to: signing, channel: private-b, event: client-x, publish: http}
  - {from: commands, to: signing, channel: private-b, event: client-y}
)";

void replace(std::string& text, const std::string& written, const std::string& instead) {
  for (auto at = text.find(written); at != text.npos; at = text.find(written, at)) {
    text.replace(at, written.size(), instead);
  }
}

/// As long, and in base64 where it is.
std::string other_than(const std::string& canary) {
  return canary.starts_with("canarycanary") ? "Eanary" + canary.substr(6) : canary + "-2";
}

/// The configuration with another secret in place of each.
std::string with_other_secrets() {
  std::string text = secrets_of_every_kind;
  for (const auto& [name, value] : canaries) replace(text, "${" + name + "}", other_than(value));
  return text;
}

/// The configuration with a mistake in place of the secret of this variable.
std::string with_mistake(const std::string& name) {
  std::string text = secrets_of_every_kind;
  replace(text, "\"${" + name + "}\"", "[canary, {canary: canary}]");
  replace(text, "${" + name + "}", "canary\" canary");
  return text;
}

class SecretsAskedTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(GatewayProcess);
    gateway.wait_started();
  }

  /// A command of this configuration, and of the gateway where it is given.
  void expect_no_canary_of(std::vector<std::string> command, const std::string& config) const {
    command.push_back(folder.write("given.yaml", gateway.file_text(config)).string());
    const auto verdict = GatewayProcess::execute(command, canaries);
    EXPECT_FALSE(verdict.lines.empty()) << command.front();
    expect_no_canary(joined(verdict.lines), command.front() + " of" + config);
  }
  void expect_no_canary_of_pages() const {
    for (const auto* page :
         {"/metrics", "/livez", "/readyz", "/startupz", "/api/v1/status", "/api/v1/config"}) {
      expect_no_canary(gateway.get(page).body, page);
    }
  }

  TemporaryFolder folder;
  GatewayProcess gateway{{.config = secrets_of_every_kind,
                          .admin = "  token: ${ADMIN_TOKEN}\n",
                          .environment = canaries}};
};

TEST_F(SecretsAskedTest, AreInNothingThatIsSaidOfTheConfiguration) {
  const std::string changed = with_other_secrets();
  const auto url = "http://" + gateway.admin();
  const auto before =
      folder.write("before.yaml", gateway.file_text(secrets_of_every_kind)).string();
  for (const auto& config : {secrets_of_every_kind, changed}) {
    expect_no_canary_of({"check"}, config);
    expect_no_canary_of({"plan", "--against", url}, config);
  }
  expect_no_canary_of({"diff", before}, changed);
  for (const auto& [name, value] : canaries) {
    const auto mistaken = with_mistake(name);
    expect_no_canary_of({"check"}, mistaken);
    expect_no_canary_of({"plan", "--against", url}, mistaken);
  }
  gateway.rewrite(with_mistake("API_SECRET"));
  const auto refused = gateway.post("/api/v1/reload");
  EXPECT_EQ(refused.status, 400);
  expect_no_canary(refused.body, "the answer to a refused reload");
  expect_no_canary_of_pages();
  gateway.rewrite(changed);
  const auto applied = gateway.post("/api/v1/reload");
  EXPECT_EQ(applied.status, 200) << applied.body;
  expect_no_canary(applied.body, "the answer to a reload");
  expect_no_canary_of_pages();
  for (const auto& more : std::vector<std::vector<std::string>>{{}, {"--json"}}) {
    std::vector<std::string> command{"status", "--against", url};
    command.insert(command.end(), more.begin(), more.end());
    expect_no_canary(joined(GatewayProcess::execute(command, canaries).lines), "status");
  }
  gateway.terminate();
  expect_no_canary(joined(gateway.log()), "the log");
}

/// What a client sends in the wrong place may be a secret too.
TEST_F(SecretsAskedTest, AreInNoAnswerToAWrongRequest) {
  const auto port = static_cast<std::uint16_t>(std::stoi(gateway.admin().substr(10)));
  const std::string good = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  for (const auto& request :
       {"GET /api/v1/status" + good + "Authorization: Bearer canary-wrong-token\r\n",
        "GET /api/v1/status?token=canary" + good + "X-Forwarded-For: 192.0.2.1\r\n",
        "GET /canary" + good, "POST /api/v1/reload" + good + "Origin: http://canary\r\n",
        "POST /api/v1/reload" + good + "X-Requested-By: canary\r\nOrigin: http://canary\r\n",
        std::string{"GET /livez HTTP/1.1\r\nHost: canary\r\nConnection: close\r\n"},
        "canary" + good, "CANARY /metrics" + good, "GET /livez HTTP/canary\r\n" + good,
        "GET /livez" + good + "canary\r\n"}) {
    const auto answer = exchange(port, request + "\r\n", within(answer_time));
    EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 4")) << request;
    expect_no_canary(answer, request);
  }
  gateway.terminate();
  expect_no_canary(joined(gateway.log()), "the log");
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
