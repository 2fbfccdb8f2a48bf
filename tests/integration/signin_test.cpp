#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/integration/relay_fixture.hpp"
#include "tests/support/auth_endpoint.hpp"

// The real gateway signs in at a real Channels server, as a user to whom the official package sends
// events.
namespace sluice::test {
namespace {

class SigninTest : public RelayFixture {
 protected:
  SigninTest() : RelayFixture({.users = true}) {}

  void prepare() override { endpoint.emplace(*driver, server->app()); }

  /// A gateway whose connection has these lines.
  void start(const std::string& connection) {
    const std::string config =
        "connections:\n  market:\n    url: ${CHANNELS}\n    key: ${APP_KEY}\n" + connection +
        "    reconnect: {initial: 100ms, max: 100ms}\n"
        "    channels: [trades]\n"
        "sinks:\n  floor: {type: mqtt, url: \"${MQTT}\"}\n"
        "routes:\n  - {to: floor, topic: \"users/{user_id}\", match: {kind: user}}\n";
    RelayFixture::start(config, {{"AUTH", endpoint->url()}});
  }

  void wait_signed_in() {
    gateway->wait_metric("sluice_signin_state", {{"state", "signed_in"}}, 1);
  }

  /// Message number `count` - 1 of all that arrived.
  MqttMessage arrived(std::size_t count) { return listener->wait_messages(count).at(count - 1); }

  [[nodiscard]] nlohmann::json status() const {
    return nlohmann::json::parse(gateway->get("/api/v1/status").body).at("connections").at(0);
  }

  std::optional<AuthEndpoint> endpoint;
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
