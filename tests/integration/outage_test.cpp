#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <set>

#include "tests/support/arrivals.hpp"
#include "tests/support/caller.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::vector<std::string> stream_channels{"left", "right"};

double received(GatewayProcess& gateway) {
  return gateway.metric("sluice_events_received_total").value_or(0);
}

/// Waits until that many events came after this call.
void await_events(GatewayProcess& gateway, int more) {
  gateway.wait_metric("sluice_events_received_total", {}, received(gateway) + more);
}

double delivered(GatewayProcess& gateway, const std::string& sink) {
  return gateway.metric("sluice_records_total", {{"sink", sink}, {"outcome", "delivered"}})
      .value_or(0);
}

void await_deliveries(GatewayProcess& gateway, const std::string& sink, double wanted) {
  gateway.wait_metric("sluice_records_total", {{"sink", sink}, {"outcome", "delivered"}}, wanted);
}

void expect_nothing_dropped(GatewayProcess& gateway,
                            std::source_location caller = std::source_location::current()) {
  const auto trace = called_from(caller);
  EXPECT_EQ(gateway.metric("sluice_records_dropped_total"), 0);
  EXPECT_EQ(gateway.metric("sluice_records_total", {{"outcome", "rejected"}}), 0);
  EXPECT_EQ(gateway.metric("sluice_records_total", {{"outcome", "unavailable"}}), 0);
}

std::string socket_id_of(const AuthRequest& request) {
  const auto start = request.body.find("socket_id=");
  return request.body.substr(start, request.body.find('&', start) - start);
}

class ServerOutageTest : public StageFixture {
 protected:
  /// A connection that is quick to try again.
  StagedConnection shop(const std::string& channels) {
    return stage.connection("shop").channels(channels).with(
        "reconnect: {initial: 50ms, max: 500ms}");
  }
};

/// One event on each channel, and all of them at the broker after the `before` that were.
void expect_to_relay(Publisher& publisher, MqttListener& listener, std::size_t before,
                     const std::string& text) {
  publisher.trigger({"prices", "private-orders", "presence-desk"}, "news", text);
  std::set<std::string> topics;
  for (const MqttMessage& message : listener.wait_messages(3, within(answer_time), before)) {
    topics.insert(message.topic);
    EXPECT_EQ(message.payload, text);
  }
  EXPECT_EQ(topics,
            (std::set<std::string>{"out/prices", "out/private-orders", "out/presence-desk"}));
}

TEST_F(ServerOutageTest, EveryChannelIsSubscribedAnewWithFreshAuthorisation) {
  Soketi& server = stage.server();
  AuthEndpoint& auth = stage.auth();
  Publisher& publisher = stage.publisher();
  MqttListener& listener = stage.listener();
  shop("prices, private-orders, presence-desk").asks(auth, "params: {user_id: gateway}");
  stage.mqtt("floor").with("qos: 1");
  stage.route("floor", "out/{channel}").with("match: {kind: message}");
  GatewayProcess& gateway = stage.start();
  std::set<std::string> sockets;
  // `asked`: authorisations until the server was down.
  const auto expect_all_subscribed = [&](std::size_t asked) {
    gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 3);
    std::set<std::string> of_session;
    for (const AuthRequest& request : auth.wait_requests(2, within(answer_time), asked)) {
      of_session.insert(socket_id_of(request));
    }
    EXPECT_EQ(of_session.size(), 1U);
    EXPECT_TRUE(sockets.insert(*of_session.begin()).second) << "signed for the new socket";
  };
  const auto losses = [&](const std::string& reason, double wanted) {
    return gateway.wait_metric("sluice_connection_losses_total", {{"reason", reason}}, wanted);
  };
  expect_all_subscribed(0);
  expect_to_relay(publisher, listener, 0, "before");

  server.stop();
  losses("server_immediate", 1);
  gateway.wait_unready();
  EXPECT_THAT(gateway.get("/readyz").body, HasSubstr("connection shop is down"));
  losses("dial_failed", 1);
  std::size_t asked = auth.request_count();
  server.start();
  expect_all_subscribed(asked);
  expect_to_relay(publisher, listener, 3, "after a stop");

  const double told_to_go = losses("server_immediate", 0);
  const double broken = losses("transport", 0);
  const double failed = losses("dial_failed", 0);
  server.kill();
  losses("transport", broken + 1);
  losses("dial_failed", failed + 1);
  asked = auth.request_count();
  server.start();
  expect_all_subscribed(asked);
  expect_to_relay(publisher, listener, 6, "after a kill");

  EXPECT_EQ(losses("server_immediate", 0), told_to_go);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ServerOutageTest, WhatTheOutboxHeldReachesMosquittoInOrderWhenItIsBack) {
  constexpr int window = 50;
  shop("left, right");
  stage.mqtt("floor").with("qos: 1, window: " + std::to_string(window));
  stage.route("floor", "out/{channel}/{event}");
  GatewayProcess& gateway = stage.start();
  Mosquitto& broker = stage.broker();
  EventStream stream{stage.server(), stream_channels};
  await_deliveries(gateway, "floor", 500);

  // Stopped, the broker keeps the listener's session: that shows what a consumer gets.
  Arrivals at_broker;
  broker.process().signal(SIGTERM);
  broker.process().wait_exit();
  append(at_broker, arrivals_at_broker(broker.process()));
  await_events(gateway, 500);
  broker.start();
  await_deliveries(gateway, "floor", delivered(gateway, "floor") + 500);
  const auto so_far = static_cast<std::size_t>(delivered(gateway, "floor"));
  for (const auto& [channel, numbers] :
       first_arrivals(arrivals_in(stage.listener().wait_messages(so_far)))) {
    EXPECT_EQ(numbers.back(), static_cast<int>(numbers.size())) << "without a gap in " << channel;
    EXPECT_TRUE(std::ranges::is_sorted(numbers)) << channel;
  }

  // Killed, it forgets subscribers: only its own log shows what came.
  broker.process().signal(SIGKILL);
  broker.process().wait_exit();
  append(at_broker, arrivals_at_broker(broker.process()));
  const auto until_kill = static_cast<int>(delivered(gateway, "floor"));
  await_events(gateway, 500);
  gateway.wait_unready();
  EXPECT_THAT(gateway.get("/readyz").body, HasSubstr("sink floor is down"));
  broker.start();
  await_deliveries(gateway, "floor", until_kill + 500);

  const int last = stream.stop();
  await_deliveries(gateway, "floor", 2 * last);
  append(at_broker, arrivals_at_broker(broker.process()));
  EXPECT_EQ(first_arrivals(at_broker), everything(stream_channels, last));
  EXPECT_LE(repetitions(at_broker), 2 * window) << "only what was in flight comes twice";
  EXPECT_EQ(received(gateway), 2 * last);
  expect_nothing_dropped(gateway);
  EXPECT_EQ(gateway.terminate(), 0);
}

class KafkaOutageTest : public ServerOutageTest {
 protected:
  void SetUp() override {
    ServerOutageTest::SetUp();
    SLUICE_REQUIRE_PART(KafkaBroker);
  }
};

TEST_F(KafkaOutageTest, AGatewayStartsWithEverythingDownAndKafkaLosesNothingOfTheStream) {
  Soketi& server = stage.server();
  Mosquitto& floor = stage.broker();
  KafkaBroker& broker = stage.kafka_broker();
  create_topic(broker.address(), "events", 3);
  server.stop();
  floor.stop();
  broker.stop();
  shop("left, right");
  stage.mqtt("floor").with("qos: 1");
  stage.kafka("log").with("properties: {reconnect.backoff.max.ms: 500}");
  stage.route("log", "events");
  GatewayProcess& gateway = stage.launch();
  gateway.wait_started();
  const HttpAnswer down = gateway.get("/readyz");
  EXPECT_EQ(down.status, 503);
  EXPECT_THAT(down.body, AllOf(HasSubstr("connection shop is down"),
                               HasSubstr("sink floor is down"), HasSubstr("sink log is down")));
  EXPECT_EQ(gateway.get("/livez").status, 200);
  gateway.wait_metric("sluice_connection_losses_total", {{"reason", "dial_failed"}}, 2);
  server.start();
  floor.start();
  broker.start();
  gateway.wait_ready();

  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 2);
  EventStream stream{server, stream_channels};
  await_deliveries(gateway, "log", 500);
  broker.stop();
  await_events(gateway, 500);
  gateway.wait_unready();
  // The host that was not reached, not only that none was.
  EXPECT_THAT(gateway.get("/api/v1/status").body,
              AllOf(HasSubstr(R"("type":"kafka","state":"down")"),
                    HasSubstr(R"("last_error":{"text":")" + broker.address())));
  broker.start();
  await_deliveries(gateway, "log", delivered(gateway, "log") + 500);
  const int last = stream.stop();
  await_deliveries(gateway, "log", 2 * last);
  KafkaListener listener{broker.address(), {"events"}};
  const auto& records = listener.wait_records(static_cast<std::size_t>(2 * last));
  EXPECT_EQ(first_arrivals(arrivals_in(records)), everything(stream_channels, last));
  expect_nothing_dropped(gateway);
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
