#include "tests/integration/return_fixture.hpp"
#include "tests/support/cable.hpp"

// The way back while connections break, windows fill and gateways restart.
namespace sluice::test {
namespace {

using testing::ElementsAreArray;
using testing::Ge;

class ReturnOutageTest : public ReturnFixture {
 protected:
  void SetUp() override {
    ReturnFixture::SetUp();
    if (!IsSkipped()) ann->subscribe("private-orders");
  }
};

std::string floor_to_market(const std::string& rate, const std::string& window) {
  return market("[private-orders]",
                {"reconnect: {initial: 10ms, max: 100ms}", "client_events: " + rate}) +
         R"(
sources:
  floor: {type: mqtt, url: "${MQTT}", version: 5, topics: ["in/#"], window: )" +
         window + R"(}
returns:
  - {name: all, from: floor, to: market, channel: private-orders, event: number}
)";
}

TEST_F(ReturnOutageTest, LosesNothingWhenTheConnectionBreaksInMidStream) {
  Cable cable{*driver, server->port()};
  auto& gateway =
      ReturnFixture::start(floor_to_market("{rate: 50, burst: 5}", "{max_messages: 1000}"), 1,
                           {{"CHANNELS", "ws://127.0.0.1:" + std::to_string(cable.port())}});
  constexpr int last = 100;
  publish_numbers("in/n", 1, last);
  for (const int seen : {15, 40, 65}) {
    wait_numbers("private-orders", seen);
    EXPECT_EQ(cable.cut(), 1);
  }
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
  EXPECT_THAT(gateway.metric("sluice_connection_losses_total").value_or(0), Ge(3));
  gateway.wait_metric("sluice_return_events_sent_total", {}, last);
}

TEST_F(ReturnOutageTest, LeavesToTheBrokerWhatItsWindowCannotHold) {
  auto& gateway = start(floor_to_market("{rate: 100, burst: 1}", "{max_messages: 10}"), 1);
  constexpr int last = 200;
  publish_numbers("in/n", 1, last);
  // What the broker was sending while the source took its leave comes again.
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
  gateway.wait_metric("sluice_return_events_sent_total", {}, last);
}

TEST_F(ReturnOutageTest, FindsWhatCameWhileItWasAway) {
  const auto config = floor_to_market("{rate: 100, burst: 100}", "{max_messages: 1000}");
  EXPECT_EQ(start(config, 1).terminate(), 0);
  constexpr int last = 50;
  publish_numbers("in/n", 1, last / 2);
  auto* gateway = &start(config, 1);
  publish_numbers("in/n", last / 2 + 1, last);
  // Stopped in the middle of it, too.
  EXPECT_EQ(gateway->terminate(), 0);
  start(config, 1);
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
}

TEST_F(ReturnOutageTest, WaitsForAChannelToBeSubscribedAndGivesUpInTheEnd) {
  auth->behave({{.answer = AuthAnswer::status, .channel = "private-denied", .status = 403}});
  auto& gateway =
      gateways.emplace_back(GatewaySettings{.config = R"(
connections:
  market:
    url: ${CHANNELS}
    key: ${APP_KEY}
    auth: {endpoint: "${AUTH}", params: {user_id: sluice}}
    channels: [private-orders, private-denied]
sources:
  floor: {type: mqtt, url: "${MQTT}", topics: ["in/#"]}
returns:
  - {name: all, from: floor, to: market, channel: "{topic:2}", event: number, patience: 2s}
)",
                                            .environment = {{"CHANNELS", server->url()},
                                                            {"APP_KEY", server->app().key},
                                                            {"AUTH", auth->url()},
                                                            {"MQTT", broker->url()}}});
  gateway.wait_started();
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  gateway.wait_metric("sluice_source_up", {}, 1);
  publish_numbers("in/private-denied/n", 1, 3);
  publish_numbers("in/private-orders/n", 1, 3);
  // What waits for one channel does not hold up another.
  EXPECT_THAT(wait_numbers("private-orders", 3), ElementsAreArray(up_to(3)));
  gateway.wait_metric("sluice_return_dropped_total", {{"reason", "not_subscribed"}}, 3);
}

TEST_F(ReturnOutageTest, DoesNotSendItsOwnRecordsBack) {
  auto& gateway = start(market("[private-orders]") + R"(
sinks:
  floor: {type: mqtt, url: "${MQTT}", version: 5}
routes:
  - {to: floor, topic: "shared/{channel}"}
sources:
  shared: {type: mqtt, url: "${MQTT}", version: 5, topics: ["shared/#"]}
returns:
  - {name: back, from: shared, to: market, channel: "{topic:2}", event: other}
)",
                        1);
  ann->trigger("private-orders", "client-move", {{"x", 1}});
  gateway.wait_metric("sluice_return_dropped_total", {{"reason", "own_record"}}, 1);
  mqtt->publish("shared/private-orders", R"({"from": "elsewhere"})");
  const auto event = ann->wait_event("client-other");
  EXPECT_EQ(event.data, nlohmann::json({{"from", "elsewhere"}}));
  EXPECT_EQ(gateway.wait_metric("sluice_return_events_sent_total", {}, 1), 1);
}

}  // namespace
}  // namespace sluice::test
