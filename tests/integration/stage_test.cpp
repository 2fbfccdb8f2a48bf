#include "tests/support/stage.hpp"

#include <gmock/gmock.h>

#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(ConfigDraftTest, WritesSectionsInTheOrderInWhichTheyWereNamed) {
  ConfigDraft draft;
  draft.key("shards: 1");
  draft.named("sinks", "z").set("type", "stdout");
  draft.named("sinks", "a").with("type: stdout, show: record");
  draft.item("routes").with("to: z");
  draft.item("routes").with("to: a");
  EXPECT_EQ(draft.yaml(),
            "shards: 1\n"
            "sinks:\n  z: {type: \"stdout\"}\n  a: {type: stdout, show: record}\n"
            "routes:\n  - {to: z}\n  - {to: a}\n");
}

TEST(ConfigDraftTest, ChangesASectionThatIsNamedAgain) {
  ConfigDraft draft;
  draft.named("connections", "shop").set("url", "ws://first");
  draft.named("connections", "shop").with("channels: [a]");
  draft.named("connections", "shop").set("url", "ws://\"second\"");
  EXPECT_EQ(draft.yaml(), "connections:\n  shop: {url: \"ws://\\\"second\\\"\", channels: [a]}\n");
}

class StageTest : public StageFixture {};

TEST_F(StageTest, RelaysFromThePublisherToTheListener) {
  stage.connection("shop").channels("prices, private-orders").signs();
  stage.mqtt("floor").with("qos: 1");
  stage.route("floor", "out/{channel}");
  GatewayProcess& gateway = stage.start();
  stage.publisher().trigger("prices", "tick", "1");
  stage.publisher().trigger("private-orders", "tick", "2");
  const auto messages = stage.listener().wait_messages(2);
  EXPECT_EQ(messages[0].topic, "out/prices");
  EXPECT_EQ(messages[1].topic, "out/private-orders");
  EXPECT_EQ(messages[1].payload, "2");
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(StageTest, IsReadyWithEverySourceUp) {
  stage.connection("shop").channels("private-orders").asks(stage.auth());
  stage.mqtt_source("floor", "in/#");
  stage.way_back("floor", "shop").with("channel: private-orders, event: number");
  GatewayProcess& gateway = stage.start();
  EXPECT_EQ(gateway.metric("sluice_source_up", {{"source", "floor"}}), 1);
  EXPECT_EQ(gateway.metric("sluice_subscriptions", {{"state", "subscribed"}}), 1);
}

TEST_F(StageTest, HasAKafkaForSinks) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  create_topic(stage.kafka_broker().address(), "events");
  stage.connection("shop").channels("prices");
  stage.kafka("log");
  stage.route("log", "events");
  stage.start();
  stage.publisher().trigger("prices", "tick", "1");
  KafkaListener reader{stage.kafka_broker().address(), {"events"}};
  EXPECT_EQ(reader.wait_records(1).front().payload, "1");
}

TEST_F(StageTest, RunsOneGatewayAfterAnother) {
  stage.connection("shop").channels("prices");
  stage.lines("out");
  stage.route("out", "first");
  GatewayProcess& first = stage.start();
  EXPECT_EQ(first.terminate(), 0);
  stage.clear();
  stage.connection("shop").channels("prices");
  stage.lines("out");
  stage.route("out", "second");
  GatewayProcess& second = stage.start();
  EXPECT_EQ(&stage.gateway(), &second);
  stage.publisher().trigger("prices", "tick", "1");
  second.process().wait_for_line(R"("topic":"second")");
  EXPECT_EQ(second.terminate(), 0);
}

TEST_F(StageTest, ShowsWhyAGatewayDoesNotStart) {
  stage.connection("shop").channels("prices").with("chanels: [a]");
  EXPECT_THAT([&] { stage.start(); },
              testing::ThrowsMessage<std::runtime_error>(
                  AllOf(HasSubstr("ended with 2"), HasSubstr("did you mean 'channels'"))));
}

}  // namespace
}  // namespace sluice::test
