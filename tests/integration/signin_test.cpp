#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/stage_fixture.hpp"

// The real gateway signs in at a real Channels server, as a user to whom the official package sends
// events.
namespace sluice::test {
namespace {

class SigninTest : public StageFixture {
 protected:
  SigninTest() : StageFixture({.users = true}) {}

  /// A gateway whose connection has these keys.
  GatewayProcess& start(const std::string& keys) {
    stage.auth();
    stage.connection("market").channels("trades").with(keys).with(
        "reconnect: {initial: 100ms, max: 100ms}");
    stage.mqtt("floor");
    stage.route("floor", "users/{user_id}").with("match: {kind: user}");
    return stage.start();
  }

  void wait_signed_in() {
    stage.gateway().wait_metric("sluice_signin_state", {{"state", "signed_in"}}, 1);
  }

  /// Message number `count` - 1 of all that arrived.
  MqttMessage arrived(std::size_t count) {
    return stage.listener().wait_messages(count).at(count - 1);
  }

  [[nodiscard]] nlohmann::json status() {
    return nlohmann::json::parse(stage.gateway().get("/api/v1/status").body)
        .at("connections")
        .at(0);
  }
};

constexpr const char* by_endpoint = "user: {endpoint: \"${AUTH}\", params: {user_id: ann}}";
constexpr const char* by_secret =
    "auth: {secret: \"${APP_SECRET}\"}, user: {id: ann, info: '{\"n\": 1}'}";

TEST_F(SigninTest, RelaysWhatIsSentToTheUserAgainAfterEachReconnect) {
  GatewayProcess& gateway = start(by_endpoint);
  wait_signed_in();
  stage.publisher().send_to_user("ann", "hello", "for ann");
  EXPECT_EQ(arrived(1).topic, "users/ann");
  EXPECT_EQ(arrived(1).payload, "for ann");

  stage.server().kill();
  stage.server().start();
  const auto requests = stage.auth().wait_requests(2);
  EXPECT_NE(requests[0].body, requests[1].body);  // of another socket
  wait_signed_in();
  stage.publisher().send_to_user("ben", "hello", "for ben");
  stage.publisher().send_to_user("ann", "hello", {{"again", "for ann"}});
  EXPECT_EQ(arrived(2).payload, R"({"again":"for ann"})");
  EXPECT_EQ(status().at("user"), (nlohmann::json{{"state", "signed_in"}, {"id", "ann"}}));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(SigninTest, SignsForItselfWithTheSecretAndShowsThatTheUserIsTerminated) {
  GatewayProcess& gateway = start(by_secret);
  wait_signed_in();
  stage.publisher().send_to_user("ann", "hello", "for ann");
  EXPECT_EQ(arrived(1).payload, "for ann");

  stage.publisher().terminate_user("ann");
  gateway.wait_logged({"level=error", "connection refused by the server", "4009"});
  gateway.wait_metric("sluice_connection_state", {{"state", "failed"}}, 1);
  EXPECT_THAT(status().at("problem").get<std::string>(), testing::HasSubstr("4009"));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(SigninTest, NamesTheSecretWhoseSignatureTheServerRefuses) {
  stage.ready("{connections: none, channels: none}");
  GatewayProcess& gateway = start("auth: {secret: not-of-this-app}, user: {id: ann}");
  gateway.wait_logged({"level=error", "signing in refused", "(signed by auth.secret:"});
  EXPECT_THAT(status().at("user").at("problem").get<std::string>(),
              testing::HasSubstr("(signed by auth.secret:"));
  EXPECT_EQ(gateway.terminate(), 0);
  EXPECT_THAT(gateway.log(), testing::Not(testing::Contains(testing::HasSubstr("not-of-this"))));
}

TEST_F(SigninTest, ShowsARefusalOfTheEndpointAndKeepsTheChannels) {
  stage.auth().behave({{.answer = AuthAnswer::status}});
  const std::string problem = "the endpoint " + stage.auth().url() + " answered 403";
  GatewayProcess& gateway = start(by_endpoint);
  gateway.wait_metric("sluice_signin_state", {{"state", "failed"}}, 1);
  gateway.wait_logged({"level=error", "signing in refused", problem});
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  EXPECT_EQ(status().at("user"), (nlohmann::json{{"state", "failed"}, {"problem", problem}}));
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
