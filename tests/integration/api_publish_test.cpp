#include "tests/integration/return_fixture.hpp"
#include "tests/support/api_endpoint.hpp"

// Messages of a real MQTT broker, through the real gateway and the HTTP API of a real Channels
// server, which verifies each signature, to pusher-js.
namespace sluice::test {
namespace {

using testing::ElementsAreArray;

class ApiPublishTest : public ReturnFixture {
 protected:
  GatewayProcess& start_gateway(std::string secret = "", std::string api = "") {
    if (secret.empty()) secret = server->app().secret;
    if (api.empty()) api = "http" + server->url().substr(2);
    return start(market("[trades, private-orders]",
                        {R"(api: {url: "${API}", app_id: "${APP_ID}", secret: "${API_SECRET}"})"}) +
                     R"(
sources:
  floor: {type: mqtt, url: "${MQTT}", version: 5, topics: ["in/#"], window: {max_messages: 1000}}
returns:
  - {name: http, from: floor, to: market, publish: http, channel: "{topic:2}", event: "{topic:3}"}
)",
                 2, {{"API", api}, {"APP_ID", server->app().id}, {"API_SECRET", secret}});
  }
};

TEST_F(ApiPublishTest, BringsMessagesToAnyChannelUnderAnyName) {
  ann->subscribe("prices");  // the gateway has not subscribed to it
  ann->subscribe("private-orders");
  auto& gateway = start_gateway();
  mqtt->publish("in/prices/tick", R"({"price": 7.10, "who": "Zoë"})");
  const auto tick = ann->wait_event("tick");
  EXPECT_EQ(tick.channel, "prices");
  EXPECT_EQ(tick.data, nlohmann::json::parse(R"({"price": 7.10, "who": "Zoë"})"));
  mqtt->publish("in/private-orders/said", "plain \"text\"");
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
  ApiEndpoint api{*driver, server->app()};
  auto& gateway = start_gateway("", api.url());
  mqtt->publish("in/prices/tick", R"({"who": "Zoë \"é\""})");
  const auto tick = api.wait_calls(1)[0];
  EXPECT_EQ(tick.status, 200);
  EXPECT_EQ(tick.path, "/apps/" + server->app().id + "/events");
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
  EXPECT_EQ(batch.path, "/apps/" + server->app().id + "/batch_events");
  EXPECT_EQ(batch.body["batch"].size(), 10U);
}

TEST_F(ApiPublishTest, DoesNotSendTheGatewayItsOwnEvents) {
  ann->subscribe("trades");
  auto& gateway = start_gateway();
  mqtt->publish("in/trades/own", "{}");
  ann->wait_event("own");
  ann->subscribe("private-orders");
  ann->trigger("private-orders", "client-other", nlohmann::json::object());
  gateway.wait_metric("sluice_events_received_total", {{"kind", "client"}}, 1);
  EXPECT_EQ(gateway.metric("sluice_events_received_total", {{"kind", "message"}}), 0);
}

TEST_F(ApiPublishTest, CountsWhatCanNeverBePublishedAndGoesOn) {
  ann->subscribe("trades");
  auto& gateway = start_gateway();
  mqtt->publish("in/private-encrypted-x/x", "{}");
  mqtt->publish("in/trades/" + std::string(201, 'e'), "{}");
  mqtt->publish("in/trades/last", "{}");
  ann->wait_event("last");
  for (const auto* reason : {"encrypted_channel", "bad_event"}) {
    gateway.wait_metric("sluice_return_dropped_total", {{"return", "http"}, {"reason", reason}}, 1);
  }
  EXPECT_EQ(gateway.wait_metric("sluice_return_events_sent_total", {}, 1), 1);
}

TEST_F(ApiPublishTest, SaysAloudWhatASecretThatIsWrongLoses) {
  auto& gateway = start_gateway("wrong");
  mqtt->publish("in/trades/e", "{}");
  gateway.wait_logged({"level=error", "connection=market", "refuses the app", "answered 401"});
  gateway.wait_logged({"source=floor", "reason=refused", "answered 401"});
  gateway.wait_metric("sluice_return_dropped_total", {{"return", "http"}, {"reason", "refused"}},
                      1);
}

TEST_F(ApiPublishTest, PublishesWhatCameWhileTheServerWasAway) {
  auto& gateway = start_gateway();
  server->stop();
  publish_numbers("in/trades/n", 1, 25);
  gateway.wait_metric("sluice_return_pending", {}, 25);
  server->start();
  EXPECT_EQ(gateway.wait_metric("sluice_return_events_sent_total", {}, 25), 25);
  EXPECT_GE(gateway.metric("sluice_return_retries_total"), 1);
}

}  // namespace
}  // namespace sluice::test
