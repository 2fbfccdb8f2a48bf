#include <gmock/gmock.h>

#include "tests/integration/return_fixture.hpp"

// Returns, sources and what they publish through change while messages come back.
namespace sluice::test {
namespace {

using testing::ElementsAreArray;

constexpr const char* path = "/api/v1/reload";
constexpr int batch = 100;

class ReloadReturnTest : public ReturnFixture {
 protected:
  /// Without a way back, if there is no event.
  void configure(const std::string& channels, const std::string& event) {
    stage.clear();
    stage.key("shards: 2");
    stage.mqtt("out");
    stage.route("out", "relayed");
    market(channels).with("client_events: {rate: 10000, burst: 10000}");
    if (event.empty()) return;
    stage.mqtt_source("floor", "in/#").with("version: 5");
    stage.way_back("floor", "market")
        .with("name: all, channel: \"{topic:2}\", event: \"" + event + "\"");
  }
  void reload() {
    stage.rewrite();
    const auto answer = stage.gateway().post(path);
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  void publish_batch(int number) {
    publish_numbers("in/private-orders", number * batch + 1, (number + 1) * batch);
  }
};

TEST_F(ReloadReturnTest, AWayBackComesChangesAndGoesAndNothingIsLost) {
  configure("private-orders", "");
  ann->subscribe("private-orders");
  GatewayProcess& gateway = stage.start();
  configure("private-orders", "first");
  reload();
  gateway.wait_metric("sluice_source_up", {{"source", "floor"}}, 1);
  publish_batch(0);
  configure("private-orders", "second");
  stage.rewrite();
  publish_batch(1);
  reload();
  publish_batch(2);
  const auto numbers = wait_numbers("private-orders", 3 * batch);
  EXPECT_THAT(without_repetitions(numbers), ElementsAreArray(up_to(3 * batch)));
  EXPECT_EQ(ann->wait_event("client-second").channel, "private-orders");
  configure("private-orders", "");
  reload();
  EXPECT_FALSE(gateway.metric("sluice_source_up", {{"source", "floor"}}));
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadReturnTest, AChannelThatIsAddedCanBePublishedOn) {
  configure("private-other", "news");
  ann->subscribe("private-orders");
  GatewayProcess& gateway = stage.start();
  configure("private-other, private-orders", "news");
  reload();
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 2);
  publish_batch(0);
  EXPECT_THAT(wait_numbers("private-orders", batch), ElementsAreArray(up_to(batch)));
  EXPECT_EQ(gateway.metric("sluice_return_dropped_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadReturnTest, AConnectionThatIsAddedPublishesForASourceOfAnotherShard) {
  configure("private-other", "");
  ann->subscribe("private-orders");
  GatewayProcess& gateway = stage.start();
  configure("private-other", "news");
  for (const auto* name : {"a", "b", "c"}) {
    stage.connection(name).channels("private-orders").signs("user_id: sluice");
    stage.mqtt_source(name, "out/" + std::string(name)).with("version: 5");
    stage.way_back(name, name).with("channel: private-orders, event: " + std::string(name));
  }
  reload();
  gateway.wait_metric("sluice_source_up", {}, 4);
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 4);
  for (const auto* name : {"a", "b", "c"}) {
    stage.listener().publish("out/" + std::string(name), "{}");
    ann->wait_event("client-" + std::string(name));
  }
  configure("private-other", "news");
  reload();
  EXPECT_EQ(gateway.metric("sluice_source_up"), 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
