#include <gmock/gmock.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/stage_fixture.hpp"

// The configuration is read again while events flow.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* path = "/api/v1/reload";

class ReloadTest : public StageFixture {
 protected:
  /// Relays to this topic; `more` are further keys of the route. Two shards follow a reload.
  void configure(const std::string& topic, const std::string& more = "qos: 1") {
    stage.clear();
    stage.key("shards: 2");
    stage.connection("shop").channels("private-orders").asks(stage.auth());
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
  configure("new", "qos: 0");
  stage.rewrite();
  const auto answer = gateway.post(path);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("sinks.floor: changed: qos"));
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

}  // namespace
}  // namespace sluice::test
