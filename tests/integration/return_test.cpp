#include <chrono>

#include "tests/integration/return_fixture.hpp"

// Messages of a real MQTT broker, through the real gateway and a real Channels server, to
// pusher-js.
namespace sluice::test {
namespace {

using testing::ElementsAreArray;
using testing::Ge;
using testing::Lt;

class ReturnTest : public ReturnFixture {
 protected:
  using ReturnFixture::ReturnFixture;

  GatewayProcess& start_floor_to_market(
      const std::string& client_events = "{rate: 1000, burst: 1000}") {
    market("prices, private-orders, private-stock, presence-desk")
        .with("client_events: " + client_events);
    stage.mqtt_source("floor", "in/#").with("version: 5, window: {max_messages: 1000}");
    stage.way_back("floor", "market")
        .with(R"(name: all, channel: "{topic:2}", event: "{topic:3}")");
    return stage.start();
  }
};

TEST_F(ReturnTest, BringsMessagesToPrivateAndPresenceChannels) {
  ann->subscribe("private-orders");
  ann->subscribe("presence-desk");
  GatewayProcess& gateway = start_floor_to_market();

  stage.listener().publish("in/private-orders/new", R"({"price": 7.10, "who": "Zoë"})");
  const auto ordered = ann->wait_event("client-new");
  EXPECT_EQ(ordered.channel, "private-orders");
  EXPECT_EQ(ordered.data, nlohmann::json::parse(R"({"price": 7.10, "who": "Zoë"})"));

  stage.listener().publish("in/presence-desk/client-said", "plain \"text\"");
  const auto said = ann->wait_event("client-said");
  EXPECT_EQ(said.channel, "presence-desk");
  EXPECT_EQ(said.data, "plain \"text\"");
  EXPECT_EQ(said.user_id, "sluice");

  gateway.wait_metric("sluice_return_events_sent_total", {{"return", "all"}}, 2);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReturnTest, CountsWhatCanNeverBeSentByReasonAndGoesOn) {
  ann->subscribe("private-orders");
  GatewayProcess& gateway = start_floor_to_market();
  const std::string long_event(300, 'e');
  stage.listener().publish("in/prices/tick", "{}");
  stage.listener().publish("in/private-unknown/x", "{}");
  stage.listener().publish("in/private-encrypted-x/x", "{}");
  stage.listener().publish("in/private-bad name/x", "{}");
  stage.listener().publish("in/private-orders/" + long_event, "{}");
  stage.listener().publish("in/private-orders/binary", "\xff\xfe");
  stage.listener().publish("in/private-orders/big", '"' + std::string(20'000, 'x') + '"');
  stage.listener().publish("in/private-orders", "{}");  // no third level
  stage.listener().publish("in/private-orders/last", "{}");
  ann->wait_event("client-last");
  for (const auto* reason : {"public_channel", "unwanted_channel", "encrypted_channel",
                             "bad_channel", "bad_event", "binary", "too_large", "missing_field"}) {
    gateway.wait_metric("sluice_return_dropped_total", {{"return", "all"}, {"reason", reason}}, 1);
  }
  gateway.wait_logged({"reason=binary", "return=all", "topic=in/private-orders/binary"});
  EXPECT_EQ(gateway.wait_metric("sluice_return_events_sent_total", {}, 1), 1);
  EXPECT_EQ(gateway.metric("sluice_return_messages_received_total"), 9);
  EXPECT_EQ(gateway.metric("sluice_return_pending"), 0);
}

TEST_F(ReturnTest, KeepsTheOrderOfEveryChannel) {
  ann->subscribe("private-orders");
  ann->subscribe("private-stock");
  start_floor_to_market();
  constexpr int last = 200;
  for (int n = 1; n <= last; n += 20) {
    publish_numbers("in/private-orders/n", n, n + 19);
    publish_numbers("in/private-stock/n", n, n + 19);
  }
  EXPECT_THAT(wait_numbers("private-orders", last), ElementsAreArray(up_to(last)));
  EXPECT_THAT(wait_numbers("private-stock", last), ElementsAreArray(up_to(last)));
}

TEST_F(ReturnTest, SendsNoMoreThanTenASecond) {
  ann->subscribe("private-orders");
  GatewayProcess& gateway = start_floor_to_market("{}");
  constexpr int last = 40;
  const auto begin = std::chrono::steady_clock::now();
  publish_numbers("in/private-orders/n", 1, last);
  EXPECT_THAT(wait_numbers("private-orders", last), ElementsAreArray(up_to(last)));
  const auto took = std::chrono::steady_clock::now() - begin;
  // The first ten may come at once, and each other one a tenth of a second after the one before.
  EXPECT_THAT(took, Ge(std::chrono::milliseconds{2'900}));
  EXPECT_THAT(gateway.wait_metric("sluice_return_throttled_seconds_total", {}, 1), Ge(1));
}

class ReturnToALimitedAppTest : public ReturnTest {
 protected:
  ReturnToALimitedAppTest() : ReturnTest({.client_events_per_second = 5}) {}
};

TEST_F(ReturnToALimitedAppTest, SlowsDownAndSendsAgainWhenTheServerRefusesMore) {
  ann->subscribe("private-orders");
  GatewayProcess& gateway = start_floor_to_market("{rate: 6, burst: 6}");
  constexpr int last = 12;
  publish_numbers("in/private-orders/n", 1, last);
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
  EXPECT_THAT(gateway.wait_metric("sluice_return_retries_total", {}, 1), Ge(1));
  gateway.wait_metric("sluice_return_events_sent_total", {}, last);
  EXPECT_EQ(gateway.metric("sluice_return_dropped_total"), 0);
}

TEST_F(ReturnTest, DropsWhatIsStaleAndWhatHasBeenReplaced) {
  ann->subscribe("private-orders");
  market("private-orders").with("client_events: {rate: 1, burst: 1}");
  stage.mqtt_source("floor", "in/#");
  stage.way_back("floor", "market")
      .with("name: stale, match: {topic: in/stale}, channel: private-orders, event: old, ttl: 1ms");
  stage.way_back("floor", "market")
      .with(
          "name: state, match: {topic: in/state}, channel: private-orders, event: state, "
          "latest_only: true");
  GatewayProcess& gateway = stage.start();
  publish_numbers("in/state", 1, 20);
  stage.listener().publish("in/stale", "{}");
  // The first goes at once, the last after its second; most of those between never do.
  const auto numbers = wait_number("private-orders", 20);
  EXPECT_EQ(numbers.back(), 20);
  EXPECT_THAT(numbers.size(), Lt(20U));
  gateway.wait_metric("sluice_return_dropped_total", {{"reason", "superseded"}},
                      20.0 - static_cast<double>(numbers.size()));
  gateway.wait_metric("sluice_return_dropped_total", {{"return", "stale"}, {"reason", "expired"}},
                      1);
}

TEST_F(ReturnTest, SharesTheChannelsOutAmongConnections) {
  ann->subscribe("private-orders");
  ann->subscribe("private-stock");
  ann->subscribe("private-x");
  ann->subscribe("private-y");
  stage.key("shards: 2");
  for (const auto* name : {"a", "b"}) {
    stage.connection(name)
        .channels("private-orders, private-stock, private-x, private-y")
        .signs("user_id: sluice");
  }
  stage.mqtt_source("floor", "in/#").with("window: {max_messages: 1000}");
  stage.way_back("floor", "[a, b]").with(R"(channel: "{topic:2}", event: "{topic:3}")");
  GatewayProcess& gateway = stage.start();
  constexpr int last = 15;
  const std::vector<std::string> channels{"private-orders", "private-stock", "private-x",
                                          "private-y"};
  for (const auto& channel : channels) publish_numbers("in/" + channel + "/n", 1, last);
  for (const auto& channel : channels) {
    EXPECT_THAT(wait_numbers(channel, last), ElementsAreArray(up_to(last)));
  }
  gateway.wait_metric("sluice_return_events_sent_total", {}, 4.0 * last);
}

}  // namespace
}  // namespace sluice::test
