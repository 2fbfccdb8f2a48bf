#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/gateway_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;

class GapTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(Soketi);
    SLUICE_REQUIRE_PART(Mosquitto);
  }

  [[nodiscard]] std::string config() const {
    return "connections:\n  shop: {url: \"" + server_.url() + "\", key: " + server_.app().key +
           ", channels: [prices], reconnect: {initial: 50ms, max: 500ms}}\n"
           "sinks:\n  floor: {type: mqtt, url: \"" +
           broker_.url() +
           "\", qos: 1}\n"
           "routes:\n  - {match: {kind: gap}, to: floor, topic: \"gap/{channel}\"}\n"
           "  - {match: {kind: connection}, to: floor, topic: \"about/{event}\"}\n";
  }

  Driver driver_;
  Soketi server_;
  Mosquitto broker_;
  MqttListener listener_{driver_, {.url = broker_.url()}};
};

std::vector<std::string> topics_of(const std::vector<MqttMessage>& messages) {
  std::vector<std::string> topics;
  for (const auto& message : messages) topics.push_back(message.topic);
  return topics;
}

TEST_F(GapTest, OfARestartOfTheServerIsOneRecordAmongThoseOfTheConnection) {
  GatewayProcess gateway{{.config = config()}};
  gateway.wait_ready();
  const auto begun = listener_.wait_messages(2);
  EXPECT_THAT(topics_of(begun), ElementsAre("about/sluice:connected", "gap/prices"));
  EXPECT_EQ(json::parse(begun[1].payload)["reason"], "start");

  server_.kill();
  const auto lost = listener_.wait_messages(1, within(answer_time), 2);
  EXPECT_THAT(topics_of(lost), ElementsAre("about/sluice:disconnected"));
  EXPECT_EQ(json::parse(lost[0].payload)["reason"], "transport");
  gateway.wait_metric("sluice_connection_losses_total", {{"reason", "dial_failed"}}, 1);
  server_.start();

  const auto back = listener_.wait_messages(2, within(start_time), 3);
  EXPECT_THAT(topics_of(back), ElementsAre("about/sluice:connected", "gap/prices"));
  const auto gap = json::parse(back[1].payload);
  EXPECT_EQ(gap["reason"], "connection_lost");
  EXPECT_EQ(gap["loss"], "transport");
  EXPECT_LT(gap["from"], gap["to"]);
  EXPECT_GT(gap["duration_ms"], 0);
  EXPECT_EQ(gateway.metric("sluice_gaps_total", {{"reason", "connection_lost"}}), 1);
  EXPECT_GT(gateway.metric("sluice_gap_seconds_total"), 0);
  EXPECT_EQ(gateway.metric("sluice_events_unrouted_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
