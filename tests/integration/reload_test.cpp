#include <gmock/gmock.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

// The configuration is read again while events flow.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* path = "/api/v1/reload";

class ReloadTest : public StageFixture {
 protected:
  /// Relays to this topic; `more` are further keys of the route. Two shards follow a reload.
  void configure(const std::string& topic, const std::string& more = "qos: 1",
                 const std::string& channels = "private-orders") {
    stage.clear();
    stage.key("shards: 2");
    stage.connection("shop").channels(channels).asks(stage.auth());
    stage.mqtt("floor").with(more);
    stage.route("floor", topic);
  }
  void publish(int from, int to) {
    for (int number = from; number < to; ++number) {
      stage.publisher().trigger("private-orders", "tick", std::to_string(number));
    }
  }
  void expect_numbers(const std::vector<MqttMessage>& messages, int from = 0) {
    for (const auto& message : messages) EXPECT_EQ(message.payload, std::to_string(from++));
  }
  [[nodiscard]] static Labels result(const std::string& name) { return {{"result", name}}; }
};

TEST_F(ReloadTest, ARouteChangesAtASignalWhileEventsFlow) {
  configure("old");
  GatewayProcess& gateway = stage.start();
  const auto sign_ins = stage.auth().request_count();
  const auto gaps = gateway.metric("sluice_gaps_total");
  publish(0, 20);
  stage.listener().wait_messages(20);
  configure("new/{channel}");
  stage.rewrite();
  gateway.process().signal(SIGHUP);
  int sent = 20;
  while (gateway.metric("sluice_config_reloads_total", result("applied")) == 0) {
    ASSERT_LT(sent, 10'000);
    publish(sent, sent + 1);
    ++sent;
  }
  publish(sent, sent + 20);
  sent += 20;
  const auto messages = stage.listener().wait_messages(static_cast<std::size_t>(sent));
  expect_numbers(messages);
  const auto changed = std::ranges::find(messages, "new/private-orders", &MqttMessage::topic);
  EXPECT_GE(changed - messages.begin(), 20);
  EXPECT_GE(messages.end() - changed, 20);
  for (auto message = messages.begin(); message != messages.end(); ++message) {
    EXPECT_EQ(message->topic, message < changed ? "old" : "new/private-orders");
  }
  // Another socket would have another socket_id, which the endpoint would have to sign.
  EXPECT_EQ(stage.auth().request_count(), sign_ins);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.metric("sluice_gaps_total"), gaps);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadTest, ABadFileChangesNothingAndTheAnswerSaysWhere) {
  configure("old");
  GatewayProcess& gateway = stage.start();
  configure("new/{nothing}");
  stage.rewrite();
  const auto answer = gateway.post(path);
  EXPECT_EQ(answer.status, 400);
  const auto problem = json::parse(answer.body).at("problems").at(0);
  EXPECT_GT(problem.at("line"), 1);
  EXPECT_GT(problem.at("column"), 1);
  EXPECT_THAT(problem.at("message").get<std::string>(), HasSubstr("nothing"));
  gateway.wait_logged({"the old one runs on", "nothing"});
  publish(0, 1);
  EXPECT_EQ(stage.listener().wait_messages(1).front().topic, "old");
  EXPECT_EQ(gateway.metric("sluice_config_reloads_total", result("invalid")), 1);
}

TEST_F(ReloadTest, WhatNeedsARestartIsRefusedWithTheRoutesBesideIt) {
  configure("old");
  GatewayProcess& gateway = stage.start();
  configure("new");
  stage.key("drain_timeout: 3s");
  stage.rewrite();
  const auto answer = gateway.post(path);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("changed: drain_timeout"));
  publish(0, 1);
  EXPECT_EQ(stage.listener().wait_messages(1).front().topic, "old");
  EXPECT_EQ(gateway.metric("sluice_config_reloads_total", result("refused")), 1);
}

TEST_F(ReloadTest, APostAppliesAndSaysSoAndTheSameFileIsNothingNew) {
  configure("old");
  GatewayProcess& gateway = stage.start();
  EXPECT_EQ(gateway.get(path).status, 405);
  EXPECT_EQ(json::parse(gateway.post(path).body), json({{"result", "unchanged"}}));
  stage.route("floor", "more");
  stage.rewrite();
  const auto answer = gateway.post(path);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::parse(answer.body),
            json({{"result", "applied"}, {"changes", {"routes[1]: added"}}}));
  publish(0, 1);
  const auto messages = stage.listener().wait_messages(2);
  EXPECT_EQ(messages[0].topic, "old");
  EXPECT_EQ(messages[1].topic, "more");
}

TEST_F(ReloadTest, ChannelsComeAndGoOnTheSameSocket) {
  configure("of/{channel}");
  GatewayProcess& gateway = stage.start();
  publish(0, 1);
  stage.listener().wait_messages(1);
  configure("of/{channel}", "qos: 1", "private-orders, private-more");
  stage.rewrite();
  EXPECT_EQ(json::parse(gateway.post(path).body).at("changes"),
            json({"connections.shop: changed: channels"}));
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 2);
  stage.publisher().trigger("private-more", "tick", "1");
  EXPECT_EQ(stage.listener().wait_messages(2).back().topic, "of/private-more");
  configure("of/{channel}", "qos: 1", "private-more");
  stage.rewrite();
  EXPECT_EQ(gateway.post(path).status, 200);
  publish(2, 3);
  stage.publisher().trigger("private-more", "tick", "3");
  const auto messages = stage.listener().wait_messages(3);
  EXPECT_EQ(messages.back().payload, "3");
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadTest, ConnectionsComeAndGoBesideOneThatNoticesNothing) {
  configure("of/{connection}");
  GatewayProcess& gateway = stage.start();
  stage.connection("other").channels("private-orders").asks(stage.auth());
  stage.rewrite();
  EXPECT_EQ(json::parse(gateway.post(path).body).at("changes"), json({"connections.other: added"}));
  gateway.wait_metric("sluice_subscriptions", {{"connection", "other"}, {"state", "subscribed"}},
                      1);
  publish(0, 1);
  const auto both = stage.listener().wait_messages(2);
  EXPECT_THAT(both, testing::UnorderedElementsAre(testing::Field(&MqttMessage::topic, "of/shop"),
                                                  testing::Field(&MqttMessage::topic, "of/other")));
  configure("of/{connection}");
  stage.rewrite();
  EXPECT_EQ(json::parse(gateway.post(path).body).at("changes"),
            json({"connections.other: removed"}));
  EXPECT_THAT(gateway.get("/metrics").body, testing::Not(HasSubstr("\"other\"")));
  publish(1, 2);
  EXPECT_EQ(stage.listener().wait_messages(3).back().topic, "of/shop");
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadTest, AConnectionIsReplacedBesideOneThatNoticesNothing) {
  configure("of/{connection}");
  stage.connection("other").channels("private-orders").asks(stage.auth());
  GatewayProcess& gateway = stage.start();
  configure("of/{connection}");
  stage.connection("other").channels("private-orders").asks(stage.auth()).with("pong_timeout: 7s");
  stage.rewrite();
  EXPECT_EQ(json::parse(gateway.post(path).body).at("changes"),
            json({"connections.other: changed: pong_timeout"}));
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 2);
  publish(0, 1);
  EXPECT_THAT(stage.listener().wait_messages(2),
              testing::UnorderedElementsAre(testing::Field(&MqttMessage::topic, "of/shop"),
                                            testing::Field(&MqttMessage::topic, "of/other")));
  EXPECT_EQ(gateway.metric("sluice_subscriptions", {{"connection", "other"}}), 1);
  EXPECT_EQ(gateway.metric("sluice_connection_state", {{"connection", "other"}}), 1);
  EXPECT_EQ(gateway.metric("sluice_signin_state", {{"connection", "other"}}), 1);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total", {{"connection", "shop"}}), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadTest, WhatCannotBeMadeLeavesEverythingAsItWas) {
  configure("old");
  GatewayProcess& gateway = stage.start();
  configure("new");
  const TemporaryFolder folder;
  const std::string broken =
      folder.write("ca.pem", "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
  stage.connection("other", "wss://localhost:1", "k")
      .channels("a")
      .with("tls: {ca_file: " + broken + "}");
  stage.rewrite();
  const auto answer = gateway.post(path);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("other"));
  publish(0, 1);
  EXPECT_EQ(stage.listener().wait_messages(1).front().topic, "old");
  EXPECT_EQ(gateway.metric("sluice_config_reloads_total", result("invalid")), 1);
}

}  // namespace
}  // namespace sluice::test
