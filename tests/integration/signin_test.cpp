#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/support/auth_endpoint.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"

// The real gateway signs in at a real Channels server, as a user to whom the official package sends
// events.
namespace sluice::test {
namespace {

class SigninTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(Soketi);
    SLUICE_REQUIRE_PART(Mosquitto);
    SLUICE_REQUIRE_PART(GatewayProcess);
    driver.emplace();
    server.emplace(std::nullopt, ChannelsApp{.users = true});
    broker.emplace();
    publisher.emplace(*driver, *server);
    endpoint.emplace(*driver, server->app());
    listener.emplace(*driver, MqttListenerSettings{.url = broker->url()});
  }

  /// A gateway whose connection has these lines.
  void start(const std::string& connection) {
    const std::string config =
        "connections:\n  market:\n    url: ${CHANNELS}\n    key: ${APP_KEY}\n" + connection +
        "    reconnect: {initial: 100ms, max: 100ms}\n"
        "    channels: [trades]\n"
        "sinks:\n  floor: {type: mqtt, url: \"${MQTT}\"}\n"
        "routes:\n  - {to: floor, topic: \"users/{user_id}\", match: {kind: user}}\n";
    gateway.emplace(GatewaySettings{.config = config,
                                    .environment = {{"CHANNELS", server->url()},
                                                    {"APP_KEY", server->app().key},
                                                    {"APP_SECRET", server->app().secret},
                                                    {"AUTH", endpoint->url()},
                                                    {"MQTT", broker->url()}}});
    gateway->wait_ready();
  }

  void wait_signed_in() {
    gateway->wait_metric("sluice_signin_state", {{"state", "signed_in"}}, 1);
  }

  /// Message number `count` - 1 of all that arrived.
  MqttMessage arrived(std::size_t count) { return listener->wait_messages(count).at(count - 1); }

  [[nodiscard]] nlohmann::json status() const {
    return nlohmann::json::parse(gateway->get("/api/v1/status").body).at("connections").at(0);
  }

  std::optional<Driver> driver;
  std::optional<Soketi> server;
  std::optional<Mosquitto> broker;
  std::optional<Publisher> publisher;
  std::optional<AuthEndpoint> endpoint;
  std::optional<MqttListener> listener;
  std::optional<GatewayProcess> gateway;
};

constexpr const char* by_endpoint = "    user: {endpoint: \"${AUTH}\", params: {user_id: ann}}\n";
constexpr const char* by_secret =
    "    auth: {secret: \"${APP_SECRET}\"}\n    user: {id: ann, info: '{\"n\": 1}'}\n";

TEST_F(SigninTest, RelaysWhatIsSentToTheUserAgainAfterEachReconnect) {
  start(by_endpoint);
  wait_signed_in();
  publisher->send_to_user("ann", "hello", "for ann");
  EXPECT_EQ(arrived(1).topic, "users/ann");
  EXPECT_EQ(arrived(1).payload, "for ann");

  server->kill();
  server->start();
  const auto requests = endpoint->wait_requests(2);
  EXPECT_NE(requests[0].body, requests[1].body);  // of another socket
  wait_signed_in();
  publisher->send_to_user("ben", "hello", "for ben");
  publisher->send_to_user("ann", "hello", {{"again", "for ann"}});
  EXPECT_EQ(arrived(2).payload, R"({"again":"for ann"})");
  EXPECT_EQ(status().at("user"), (nlohmann::json{{"state", "signed_in"}, {"id", "ann"}}));
  EXPECT_EQ(gateway->terminate(), 0);
}

TEST_F(SigninTest, SignsForItselfWithTheSecretAndShowsThatTheUserIsTerminated) {
  start(by_secret);
  wait_signed_in();
  publisher->send_to_user("ann", "hello", "for ann");
  EXPECT_EQ(arrived(1).payload, "for ann");

  publisher->terminate_user("ann");
  gateway->wait_logged({"level=error", "connection refused by the server", "4009"});
  gateway->wait_metric("sluice_connection_state", {{"state", "failed"}}, 1);
  EXPECT_THAT(status().at("problem").get<std::string>(), testing::HasSubstr("4009"));
  EXPECT_EQ(gateway->terminate(), 0);
}

TEST_F(SigninTest, ShowsARefusalOfTheEndpointAndKeepsTheChannels) {
  endpoint->behave({{.answer = AuthAnswer::status}});
  start(by_endpoint);
  gateway->wait_metric("sluice_signin_state", {{"state", "failed"}}, 1);
  gateway->wait_logged({"level=error", "signing in refused", "the endpoint answered 403"});
  gateway->wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  EXPECT_EQ(status().at("user"),
            (nlohmann::json{{"state", "failed"}, {"problem", "the endpoint answered 403"}}));
  EXPECT_EQ(gateway->terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
