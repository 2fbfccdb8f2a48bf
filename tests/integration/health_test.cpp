// What /readyz says of a gateway that lacks a channel.
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

class HealthTest : public StageFixture {};

TEST_F(HealthTest, IsNotReadyWhileAWantedChannelCannotBeSubscribed) {
  stage.auth().behave({{.answer = AuthAnswer::status, .channel = "private-orders"}});
  stage.connection("shop")
      .channels("prices, private-orders")
      .asks(stage.auth())
      .with("reconnect: {initial: 100ms, max: 100ms}");
  stage.lines("out");
  stage.route("out", "got/{channel}");
  GatewayProcess& gateway = stage.launch();
  gateway.wait_started();
  gateway.wait_metric("sluice_subscriptions", {{"state", "failed"}}, 1);
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  const HttpAnswer answer = gateway.get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "not ready\nconnection shop: 1 of 2 channels are not subscribed\n");

  stage.auth().behave({});
  stage.server().kill();  // a new socket asks anew, and at once
  stage.server().start();
  gateway.wait_ready();
  EXPECT_EQ(gateway.get("/readyz").body, "ready\n");
  EXPECT_EQ(gateway.metric("sluice_subscriptions", {{"state", "subscribed"}}), 2);
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
