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

  /// Everything on the floor's topics goes to `private-orders`.
  StagedConnection floor_to_market(const std::string& rate, int window) {
    stage.mqtt_source("floor", "in/#")
        .with("version: 5, window: {max_messages: " + std::to_string(window) + "}");
    stage.way_back("floor", "market").with("name: all, channel: private-orders, event: number");
    return market("private-orders")
        .with("reconnect: {initial: 10ms, max: 100ms}, client_events: " + rate);
  }
};

TEST_F(ReturnOutageTest, LosesNothingWhenTheConnectionBreaksInMidStream) {
  Cable cable{stage.driver(), stage.server().port()};
  floor_to_market("{rate: 50, burst: 5}", 1000)
      .at("ws://127.0.0.1:" + std::to_string(cable.port()));
  GatewayProcess& gateway = stage.start();
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
  floor_to_market("{rate: 100, burst: 1}", 10);
  GatewayProcess& gateway = stage.start();
  constexpr int last = 200;
  publish_numbers("in/n", 1, last);
  // What the broker was sending while the source took its leave comes again.
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
  gateway.wait_metric("sluice_return_events_sent_total", {}, last);
}

TEST_F(ReturnOutageTest, FindsWhatCameWhileItWasAway) {
  floor_to_market("{rate: 100, burst: 100}", 1000);
  EXPECT_EQ(stage.start().terminate(), 0);
  constexpr int last = 50;
  publish_numbers("in/n", 1, last / 2);
  GatewayProcess& gateway = stage.start();
  publish_numbers("in/n", last / 2 + 1, last);
  // Stopped in the middle of it, too.
  EXPECT_EQ(gateway.terminate(), 0);
  stage.start();
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
}

TEST_F(ReturnOutageTest, WaitsForAChannelToBeSubscribedAndGivesUpInTheEnd) {
  stage.auth().behave({{.answer = AuthAnswer::status, .channel = "private-denied", .status = 403}});
  stage.connection("market")
      .channels("private-orders, private-denied")
      .asks(stage.auth(), "params: {user_id: sluice}");
  stage.mqtt_source("floor", "in/#");
  stage.way_back("floor", "market")
      .with(R"(name: all, channel: "{topic:2}", event: number, patience: 2s)");
  stage.ready("{channels: any}");
  GatewayProcess& gateway = stage.start();
  publish_numbers("in/private-denied/n", 1, 3);
  publish_numbers("in/private-orders/n", 1, 3);
  // What waits for one channel does not hold up another.
  EXPECT_THAT(wait_numbers("private-orders", 3), ElementsAreArray(up_to(3)));
  gateway.wait_metric("sluice_return_dropped_total", {{"reason", "not_subscribed"}}, 3);
}

TEST_F(ReturnOutageTest, DoesNotSendItsOwnRecordsBack) {
  market("private-orders");
  stage.mqtt("floor").with("version: 5");
  stage.route("floor", "shared/{channel}");
  stage.mqtt_source("shared", "shared/#").with("version: 5");
  stage.way_back("shared", "market").with(R"(name: back, channel: "{topic:2}", event: other)");
  GatewayProcess& gateway = stage.start();
  ann->trigger("private-orders", "client-move", {{"x", 1}});
  gateway.wait_metric("sluice_return_dropped_total", {{"reason", "own_record"}}, 1);
  stage.listener().publish("shared/private-orders", R"({"from": "elsewhere"})");
  const auto event = ann->wait_event("client-other");
  EXPECT_EQ(event.data, nlohmann::json({{"from", "elsewhere"}}));
  EXPECT_EQ(gateway.wait_metric("sluice_return_events_sent_total", {}, 1), 1);
}

}  // namespace
}  // namespace sluice::test
