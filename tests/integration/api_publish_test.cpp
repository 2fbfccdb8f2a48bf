#include "tests/integration/return_fixture.hpp"
#include "tests/support/api_endpoint.hpp"

// Messages of a real MQTT broker, through the real gateway and the HTTP API of a real Channels
// server, which verifies each signature, to pusher-js.
namespace sluice::test {
namespace {

using testing::ElementsAreArray;

class ApiPublishTest : public ReturnFixture {
 protected:
  GatewayProcess& start_gateway(const std::string& secret = "${APP_SECRET}",
                                const std::string& api = "") {
    const std::string url = api.empty() ? "http" + stage.server().url().substr(2) : api;
    market("trades, private-orders")
        .with("api: {url: \"" + url + "\", app_id: \"${APP_ID}\", secret: \"" + secret + "\"}");
    stage.mqtt_source("floor", "in/#").with("version: 5, window: {max_messages: 1000}");
    stage.way_back("floor", "market")
        .with(R"(name: http, publish: http, channel: "{topic:2}", event: "{topic:3}")");
    return stage.start();
  }
};

TEST_F(ApiPublishTest, BringsMessagesToAnyChannelUnderAnyName) {
  ann->subscribe("prices");  // the gateway has not subscribed to it
  ann->subscribe("private-orders");
  GatewayProcess& gateway = start_gateway();
  stage.listener().publish("in/prices/tick", R"({"price": 7.10, "who": "Zoë"})");
  const auto tick = ann->wait_event("tick");
  EXPECT_EQ(tick.channel, "prices");
  EXPECT_EQ(tick.data, nlohmann::json::parse(R"({"price": 7.10, "who": "Zoë"})"));
  stage.listener().publish("in/private-orders/said", "plain \"text\"");
  EXPECT_EQ(ann->wait_event("said").data, "plain \"text\"");
  gateway.wait_metric("sluice_return_events_sent_total", {{"return", "http"}}, 2);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ApiPublishTest, KeepsTheOrderOfAChannelThroughBatches) {
  ann->subscribe("trades");
  start_gateway();
  constexpr int last = 200;
  publish_numbers("in/trades/n", 1, last);
  EXPECT_THAT(wait_numbers("trades", last), ElementsAreArray(up_to(last)));
}

TEST_F(ApiPublishTest, SignsEveryRequestAsTheOfficialPackageDoes) {
  ApiEndpoint api{stage.driver(), stage.server().app()};
  GatewayProcess& gateway = start_gateway("${APP_SECRET}", api.url());
  stage.listener().publish("in/prices/tick", R"({"who": "Zoë \"é\""})");
  const auto tick = api.wait_calls(1)[0];
  EXPECT_EQ(tick.status, 200);
  EXPECT_EQ(tick.path, "/apps/" + stage.server().app().id + "/events");
  EXPECT_EQ(tick.body["name"], "tick");
  EXPECT_EQ(tick.body["data"], R"({"who": "Zoë \"é\""})");
  gateway.wait_metric("sluice_return_events_sent_total", {}, 1);

  // What has come while the API does not answer becomes batches.
  api.answer(503);
  publish_numbers("in/trades/n", 1, 12);
  gateway.wait_metric("sluice_return_pending", {}, 12);
  api.answer(200);
  gateway.wait_metric("sluice_return_events_sent_total", {}, 13);
  const auto calls = api.wait_calls(0);
  const auto& batch = calls[calls.size() - 2];
  EXPECT_EQ(batch.status, 200);
  EXPECT_EQ(batch.path, "/apps/" + stage.server().app().id + "/batch_events");
  EXPECT_EQ(batch.body["batch"].size(), 10U);
}

TEST_F(ApiPublishTest, DoesNotSendTheGatewayItsOwnEvents) {
  ann->subscribe("trades");
  GatewayProcess& gateway = start_gateway();
  stage.listener().publish("in/trades/own", "{}");
  ann->wait_event("own");
  ann->subscribe("private-orders");
  ann->trigger("private-orders", "client-other", nlohmann::json::object());
  gateway.wait_metric("sluice_events_received_total", {{"kind", "client"}}, 1);
  EXPECT_EQ(gateway.metric("sluice_events_received_total", {{"kind", "message"}}), 0);
}

TEST_F(ApiPublishTest, CountsWhatCanNeverBePublishedAndGoesOn) {
  ann->subscribe("trades");
  GatewayProcess& gateway = start_gateway();
  stage.listener().publish("in/private-encrypted-x/x", "{}");
  stage.listener().publish("in/trades/" + std::string(201, 'e'), "{}");
  stage.listener().publish("in/trades/last", "{}");
  ann->wait_event("last");
  for (const auto* reason : {"encrypted_channel", "bad_event"}) {
    gateway.wait_metric("sluice_return_dropped_total", {{"return", "http"}, {"reason", reason}}, 1);
  }
  EXPECT_EQ(gateway.wait_metric("sluice_return_events_sent_total", {}, 1), 1);
}

TEST_F(ApiPublishTest, SaysAloudWhatASecretThatIsWrongLoses) {
  GatewayProcess& gateway = start_gateway("wrong");
  stage.listener().publish("in/trades/e", "{}");
  gateway.wait_logged({"level=error", "connection=market", "refuses the app", "answered 401",
                       "(signed by api.secret:"});
  gateway.wait_logged({"source=floor", "reason=refused", "answered 401", "api.secret"});
  gateway.wait_metric("sluice_return_dropped_total", {{"return", "http"}, {"reason", "refused"}},
                      1);
}

TEST_F(ApiPublishTest, PublishesWhatCameWhileTheServerWasAway) {
  GatewayProcess& gateway = start_gateway();
  stage.server().stop();
  publish_numbers("in/trades/n", 1, 25);
  gateway.wait_metric("sluice_return_pending", {}, 25);
  stage.server().start();
  EXPECT_EQ(gateway.wait_metric("sluice_return_events_sent_total", {}, 25), 25);
  EXPECT_GE(gateway.metric("sluice_return_retries_total"), 1);
}

}  // namespace
}  // namespace sluice::test
