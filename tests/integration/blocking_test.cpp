#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "tests/support/free_port.hpp"
#include "tests/support/member.hpp"
#include "tests/support/stage_fixture.hpp"

// Several connections before one full outbox with the policy `block`.
namespace sluice::test {
namespace {

class BlockingTest : public StageFixture {
 protected:
  void SetUp() override {
    StageFixture::SetUp();
    if (IsSkipped()) return;
    stage.key("shards: 1");
    stage.mqtt("floor").with("outbox: {max_records: 60, when_full: block}");
    stage.route("floor", "{connection}/{channel}").with("allow_unconfined_topic: true");
    stage.ready("{sinks: none}");
  }

  /// Each event is larger than most, so that few of them come with one read.
  static std::string filling() { return std::string(4'000, '.'); }
};

/// The number of messages of each connection, which is the first level of their topic.
std::map<std::string, int> shares(const std::vector<MqttMessage>& messages, std::size_t from,
                                  std::size_t to) {
  std::map<std::string, int> counts;
  for (std::size_t i = from; i < to; ++i) {
    ++counts[messages[i].topic.substr(0, messages[i].topic.find('/'))];
  }
  return counts;
}

TEST_F(BlockingTest, EqualConnectionsGetEqualSharesOfASlowSink) {
  constexpr int connections = 6;
  constexpr int events = 400;  // of each
  Member witness{stage.driver(), stage.server(), stage.auth(), "witness"};
  std::vector<std::string> channels;
  for (int i = 1; i <= connections; ++i) {
    const std::string number = std::to_string(i);
    channels.push_back("channel-" + number);
    stage.connection("shop-" + number).channels(channels.back());
    witness.subscribe(channels.back());
  }
  stage.broker().stop();
  GatewayProcess& gateway = stage.start();
  for (int i = 1; i <= events; ++i) {
    stage.publisher().trigger(channels, std::to_string(i), filling());
  }
  // The server has sent the last event to everybody.
  witness.wait_event(std::to_string(events));
  gateway.wait_metric("sluice_outbox_records", {}, 60);

  stage.broker().start();
  const auto messages = stage.listener().wait_messages(connections * events);
  // The outbox was filled before anybody had to wait, and at the end fewer connections wait.
  constexpr std::size_t filled = 60;
  constexpr std::size_t half = connections * events / 2;
  const auto counts = shares(messages, filled, half);
  ASSERT_EQ(counts.size(), std::size_t(connections)) << testing::PrintToString(counts);
  constexpr double fair = double(half - filled) / connections;
  for (const auto& [connection, count] : counts) {
    EXPECT_NEAR(count, fair, fair / 5) << connection << ": " << testing::PrintToString(counts);
  }
  EXPECT_EQ(gateway.metric("sluice_records_dropped_total"), 0);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(BlockingTest, AConnectionThatIsMadeWhileTheOutboxIsFullIsGivenTheTimeThatItTakes) {
  constexpr int events = 400;
  Soketi other{std::nullopt, stage.server().app()};
  Publisher others_publisher{stage.driver(), other};
  other.stop();
  Member witness{stage.driver(), stage.server(), stage.auth(), "witness"};
  witness.subscribe("left");
  stage.connection("shop").channels("left");
  stage.connection("late", other.url(), "${APP_KEY}")
      .channels("right")
      .with("handshake_timeout: 2s, reconnect: {initial: 10ms, max: 50ms}");
  // Nobody listens there. Its attempts are the clock of this test: two a second on average.
  stage.connection("clock", "ws://127.0.0.1:" + std::to_string(free_port()), "${APP_KEY}")
      .channels("none")
      .with("reconnect: {initial: 1s, max: 1s}");
  stage.ready("{sinks: none, connections: any, channels: any}");
  stage.broker().stop();
  GatewayProcess& gateway = stage.start();
  const Labels late{{"connection", "late"}};
  gateway.wait_metric("sluice_connection_losses_total", late, 1);
  for (int i = 1; i <= events; ++i) {
    stage.publisher().trigger("left", std::to_string(i), filling());
  }
  witness.wait_event(std::to_string(events));
  gateway.wait_metric("sluice_outbox_records", {}, 60);

  other.start();
  Labels connecting = late;
  connecting.emplace("state", "connecting");
  gateway.wait_metric("sluice_connection_state", connecting, 1);
  // Longer than a handshake may take, were the server heard.
  const Labels clock{{"connection", "clock"}};
  const double ticks = gateway.metric("sluice_connection_losses_total", clock).value();
  gateway.wait_metric("sluice_connection_losses_total", clock, ticks + 8);
  EXPECT_GE(gateway.metric("sluice_outbox_records"), 60) << "the outbox takes one whole read";

  stage.broker().start();
  Labels subscribed = late;
  subscribed.emplace("state", "subscribed");
  gateway.wait_metric("sluice_subscriptions", subscribed, 1);
  others_publisher.trigger("right", "event", "1");
  const auto messages = stage.listener().wait_messages(events + 1);
  EXPECT_EQ(shares(messages, 0, messages.size()),
            (std::map<std::string, int>{{"late", 1}, {"shop", events}}));
  Labels overdue = late;
  overdue.emplace("reason", "handshake_timeout");
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total", overdue), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
