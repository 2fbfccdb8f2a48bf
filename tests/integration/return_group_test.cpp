#include "tests/integration/return_fixture.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_writer.hpp"

// Two gateways in one consumer group.
namespace sluice::test {
namespace {

class ReturnGroupTest : public ReturnFixture {
 protected:
  static constexpr int channels = 4;
  static constexpr int latest = 1'000;

  void SetUp() override {
    SLUICE_REQUIRE_PART(KafkaBroker);
    ReturnFixture::SetUp();
    if (IsSkipped()) return;
    create_topic(kafka(), "commands", channels);
    writer.emplace(kafka());
    for (int i = 0; i < channels; ++i) ann->subscribe(channel(i));
  }

  std::string kafka() { return stage.kafka_broker().address(); }
  static std::string channel(int i) { return "private-" + std::to_string(i); }

  /// A gateway that publishes so many events a second.
  GatewayProcess& start(int rate) {
    stage.clear();
    stage.key("drain_timeout: 5s");
    std::string names = channel(0);
    for (int i = 1; i < channels; ++i) names += ", " + channel(i);
    market(names).with("client_events: {rate: " + std::to_string(rate) + ", burst: 1}");
    stage.kafka_source("commands", "commands")
        .with("group: sluice, start: earliest, window: {max_messages: 300}")
        .with("properties: {session.timeout.ms: 6000, heartbeat.interval.ms: 300}");
    stage.way_back("commands", "market").with(R"(channel: "private-{key}", event: number)");
    return stage.start();
  }

  /// One event for each channel, which has a partition of its own.
  void produce(int number) {
    for (int i = 0; i < channels; ++i) {
      writer->write("commands", std::to_string(i), nlohmann::json{{"n", number}}.dump(), {}, i);
    }
    writer->flush();
  }

  std::optional<KafkaWriter> writer;
};

TEST_F(ReturnGroupTest, ARebalanceLeavesNoChannelOnAStaleValue) {
  constexpr int rounds = 10;
  GatewayProcess& slow = start(2);
  for (int n = 1; n <= rounds; ++n) produce(n);
  // It holds all of them, and needs many seconds to publish them.
  slow.wait_metric("sluice_source_messages_received_total", {}, channels * rounds);
  GatewayProcess& quick = start(100);
  // It has got partitions of the slow one, and their messages that were not published.
  quick.wait_metric("sluice_source_messages_received_total", {}, 1);
  produce(latest);
  for (int i = 0; i < channels; ++i) wait_number(channel(i), latest);
  EXPECT_EQ(quick.terminate(), 0);
  EXPECT_EQ(slow.terminate(), 0);

  // The server hands this on after all that the gateways sent.
  for (int i = 0; i < channels; ++i) {
    const std::string end = "end-" + std::to_string(i);
    stage.publisher().trigger(channel(i), end, "no number");
    ann->wait_event(end);
    EXPECT_EQ(numbers_on(channel(i)).back(), latest)
        << channel(i) << ": " << testing::PrintToString(numbers_on(channel(i)));
  }
}

}  // namespace
}  // namespace sluice::test
