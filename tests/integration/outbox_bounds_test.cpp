#include <gmock/gmock.h>

#include "tests/support/arrivals.hpp"
#include "tests/support/member.hpp"
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

class OutboxBoundsTest : public StageFixture {
 protected:
  void SetUp() override {
    StageFixture::SetUp();
    if (IsSkipped()) return;
    stage.key("shards: 1");
    stage.connection("shop").channels("left").with("activity_timeout: 100ms, pong_timeout: 1s");
    stage.ready("{sinks: none}");
  }

  /// A sink, and a route to it under topics that begin with its name.
  void sink(const std::string& name, const std::string& outbox) {
    stage.mqtt(name).with("outbox: {" + outbox + "}");
    stage.route(name, name + "/{channel}/{event}");
  }
};

std::vector<int> numbers(int first, int last) {
  std::vector<int> all;
  for (int number = first; number <= last; ++number) all.push_back(number);
  return all;
}

TEST_F(OutboxBoundsTest, DroppingKeepsTheNewestOrTheOldestAndCountsEveryRecord) {
  Mosquitto& broker = stage.broker();
  MqttListener keeps_newest{stage.driver(), {.url = broker.url(), .topics = {"newest/#"}}};
  MqttListener keeps_oldest{stage.driver(), {.url = broker.url(), .topics = {"oldest/#"}}};
  broker.stop();
  sink("newest", "max_records: 50, when_full: drop_oldest");
  sink("oldest", "max_records: 60, when_full: drop_newest");
  GatewayProcess& gateway = stage.start();
  publish_numbers(stage.publisher(), 200, std::string(10, '.'));
  gateway.wait_metric("sluice_events_received_total", {}, 200);
  const auto expect_counts = [&](const std::string& name, const std::string& reason, double kept,
                                 bool at_broker) {
    const auto of = [&](const std::string& metric, Labels labels) {
      labels["sink"] = name;
      return gateway.metric(metric, labels);
    };
    EXPECT_EQ(of("sluice_records_offered_total", {}), 200) << name;
    EXPECT_EQ(of("sluice_records_dropped_total", {{"reason", reason}}), 200 - kept) << name;
    EXPECT_EQ(of("sluice_records_dropped_total", {}), 200 - kept) << name;
    EXPECT_EQ(of("sluice_records_total", {{"outcome", "delivered"}}), at_broker ? kept : 0) << name;
    EXPECT_EQ(of("sluice_records_total", {}), at_broker ? kept : 0) << name;
    EXPECT_EQ(of("sluice_outbox_records", {}), at_broker ? 0 : kept) << name;
  };
  expect_counts("newest", "outbox_full_oldest", 50, false);
  expect_counts("oldest", "outbox_full_newest", 60, false);

  broker.start();
  EXPECT_EQ(arrivals_in(keeps_newest.wait_messages(50)), (Arrivals{{"left", numbers(151, 200)}}));
  EXPECT_EQ(arrivals_in(keeps_oldest.wait_messages(60)), (Arrivals{{"left", numbers(1, 60)}}));
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 110);
  expect_counts("newest", "outbox_full_oldest", 50, true);
  expect_counts("oldest", "outbox_full_newest", 60, true);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(OutboxBoundsTest, BlockingLeavesTheRestToTheServerAndLosesNothing) {
  constexpr int count = 600;
  Member witness{stage.driver(), stage.server(), stage.auth(), "witness"};
  witness.subscribe("left");
  stage.broker().stop();
  sink("floor", "max_records: 50, when_full: block");
  GatewayProcess& gateway = stage.start();
  publish_numbers(stage.publisher(), count, std::string(2'000, '.'));
  // The server has sent the last event to everybody.
  witness.wait_event(std::to_string(count));
  gateway.wait_metric("sluice_outbox_records", {}, 50);
  EXPECT_LT(gateway.metric("sluice_events_received_total"), count / 2);
  EXPECT_EQ(gateway.metric("sluice_records_dropped_total"), 0);

  // A few attempts at the broker later: longer than the server may be silent, were it heard.
  gateway.wait_metric("sluice_sink_errors_total", {}, 4);
  const double unread = gateway.metric("sluice_received_bytes_total").value();
  stage.broker().start();
  EXPECT_EQ(arrivals_in(stage.listener().wait_messages(count)),
            (Arrivals{{"left", numbers(1, count)}}));
  EXPECT_GT(gateway.metric("sluice_received_bytes_total"), unread);
  EXPECT_EQ(gateway.metric("sluice_records_dropped_total"), 0);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
