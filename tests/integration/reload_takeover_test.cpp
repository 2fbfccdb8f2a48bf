#include <gmock/gmock.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/stage_fixture.hpp"

// A connection changes while events flow: a new socket takes over from the old one.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* path = "/api/v1/reload";

class ReloadTakeoverTest : public StageFixture {
 protected:
  /// `more` are further keys of the connection.
  void configure(const std::string& more, const std::string& url = "${CHANNELS}",
                 const std::string& key = "${APP_KEY}") {
    stage.server();
    stage.clear();
    stage.key("shards: 2");
    stage.connection("shop", url, key)
        .channels("private-orders, presence-room")
        .asks(stage.auth())
        .with(more);
    stage.mqtt("floor").with("qos: 1");
    stage.route("floor", "of/{kind}").with("format: json");
  }
  void publish(int number) {
    stage.publisher().trigger("private-orders", "tick", std::to_string(number));
  }
  void wait_for_data(const std::string& data) {
    std::size_t count = 0;
    bool came = false;
    while (!came && !HasFailure()) {
      const auto message = stage.listener().wait_messages(count + 1).at(count);
      came = json::parse(message.payload).value("data", json()) == data;
      ++count;
    }
  }
  /// The payloads of the events of this kind.
  [[nodiscard]] static std::vector<json> of_kind(const std::string& kind,
                                                 const std::vector<MqttMessage>& messages) {
    std::vector<json> found;
    for (const auto& message : messages) {
      if (message.topic == "of/" + kind) found.push_back(json::parse(message.payload));
    }
    return found;
  }
};

TEST_F(ReloadTakeoverTest, NoEventIsMissedOrRelayedTwice) {
  configure("pong_timeout: 20s");
  GatewayProcess& gateway = stage.start();
  gateway.wait_metric("sluice_presence_members", {}, 1);
  const auto gaps = gateway.metric("sluice_gaps_total");
  const auto sign_ins = stage.auth().request_count();
  publish(0);
  configure("pong_timeout: 21s");
  stage.rewrite();
  gateway.process().signal(SIGHUP);
  int sent = 1;
  while (gateway.metric("sluice_config_reloads_total", {{"result", "applied"}}) == 0) {
    ASSERT_LT(sent, 10'000);
    publish(sent++);
  }
  for (int last = 0; last < 20; ++last) publish(sent++);
  EXPECT_GT(stage.auth().request_count(), sign_ins);
  EXPECT_EQ(gateway.metric("sluice_takeovers_total"), 1);
  EXPECT_EQ(gateway.metric("sluice_gaps_total"), gaps);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.metric("sluice_connection_state", {{"state", "connected"}}), 1);
  EXPECT_EQ(gateway.metric("sluice_presence_members"), 1);
  EXPECT_EQ(gateway.terminate(), 0);
  const auto messages = stage.listener().wait_messages(static_cast<std::size_t>(sent));
  int number = 0;
  for (const auto& event : of_kind("message", messages))
    EXPECT_EQ(event.at("data"), std::to_string(number++));
  EXPECT_EQ(number, sent);
  // The endpoint gives each socket a user of its own: each joins once.
  std::set<std::string> users;
  for (const auto& event : of_kind("presence.joined", messages)) {
    EXPECT_TRUE(users.insert(event.at("user_id")).second);
  }
  EXPECT_EQ(users.size(), 2U);
  int sequence = 0;
  for (const auto& message : messages) {
    const int next = json::parse(message.payload).at("sequence");
    EXPECT_GT(next, std::exchange(sequence, next));
  }
}

TEST_F(ReloadTakeoverTest, TheOldConnectionStaysWhereTheNewOneIsRefused) {
  configure("pong_timeout: 20s");
  GatewayProcess& gateway = stage.start();
  configure("pong_timeout: 20s", "${CHANNELS}", "another");
  stage.rewrite();
  const auto answer = gateway.post(path, within(start_time));
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("connections.shop: stays as it was"));
  EXPECT_THAT(answer.body, HasSubstr("4001"));
  EXPECT_EQ(gateway.metric("sluice_takeovers_failed_total"), 1);
  EXPECT_EQ(gateway.post(path, within(start_time)).status, 400) << "it is tried again";
  EXPECT_EQ(gateway.metric("sluice_takeovers_failed_total"), 2);
  publish(0);
  configure("pong_timeout: 21s");
  stage.rewrite();
  EXPECT_EQ(gateway.post(path, within(start_time)).status, 200);
  publish(1);
  wait_for_data("1");
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total", {{"reason", "refused"}}), 2);
  EXPECT_THAT(gateway.post(path, within(start_time)).body, HasSubstr("unchanged"));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadTakeoverTest, AWrongAddressIsCorrectedAtOnce) {
  configure("pong_timeout: 20s", "ws://127.0.0.1:1");
  stage.ready("{connections: none, channels: none}");
  GatewayProcess& gateway = stage.start();
  configure("pong_timeout: 21s");
  stage.ready("{connections: none, channels: none}");
  stage.rewrite();
  EXPECT_EQ(gateway.post(path, within(start_time)).status, 200);
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 2);
  publish(0);
  wait_for_data("0");
  EXPECT_EQ(gateway.metric("sluice_takeovers_total"), 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadTakeoverTest, AStopInTheMiddleEndsBoth) {
  configure("pong_timeout: 20s");
  GatewayProcess& gateway = stage.start();
  configure("pong_timeout: 21s");
  stage.rewrite();
  gateway.process().signal(SIGHUP);
  gateway.wait_logged({"the new one subscribes first"});
  for (int number = 0; number < 10; ++number) publish(number);
  wait_for_data("9");
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
