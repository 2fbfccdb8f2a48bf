#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;

class GapTest : public StageFixture {};

std::vector<std::string> topics_of(const std::vector<MqttMessage>& messages) {
  std::vector<std::string> topics;
  for (const auto& message : messages) topics.push_back(message.topic);
  return topics;
}

TEST_F(GapTest, OfARestartOfTheServerIsOneRecordAmongThoseOfTheConnection) {
  stage.connection("shop").channels("prices").with("reconnect: {initial: 50ms, max: 500ms}");
  stage.mqtt("floor").with("qos: 1");
  stage.route("floor", "gap/{channel}").with("match: {kind: gap}");
  stage.route("floor", "about/{event}").with("match: {kind: connection}");
  GatewayProcess& gateway = stage.start();
  MqttListener& listener = stage.listener();
  const auto begun = listener.wait_messages(2);
  EXPECT_THAT(topics_of(begun), ElementsAre("about/sluice:connected", "gap/prices"));
  EXPECT_EQ(json::parse(begun[1].payload)["reason"], "start");

  stage.server().kill();
  const auto lost = listener.wait_messages(1, within(answer_time), 2);
  EXPECT_THAT(topics_of(lost), ElementsAre("about/sluice:disconnected"));
  EXPECT_EQ(json::parse(lost[0].payload)["reason"], "transport");
  gateway.wait_metric("sluice_connection_losses_total", {{"reason", "dial_failed"}}, 1);
  stage.server().start();

  const auto back = listener.wait_messages(2, within(start_time), 3);
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
