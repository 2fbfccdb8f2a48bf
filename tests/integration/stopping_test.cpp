#include <gmock/gmock.h>

#include <csignal>
#include <iostream>

#include "tests/support/arrivals.hpp"
#include "tests/support/caller.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/silent_listener.hpp"
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::string local(const std::string& scheme, std::uint16_t port) {
  return scheme + "://127.0.0.1:" + std::to_string(port);
}

/// A sink to one of the many brokers of these tests.
struct Floor {
  std::string type;
  std::string address;
  std::string more{};
};

Floor mqtt(const std::string& url, const std::string& more = "") {
  return {"mqtt", url, more};
}

Floor kafka(std::uint16_t port) {
  return {"kafka", "127.0.0.1:" + std::to_string(port)};
}

/// A gateway whose outbox holds this many events.
void fill(GatewayProcess& gateway, Publisher& publisher, int count,
          std::source_location caller = std::source_location::current()) {
  const auto trace = called_from(caller);
  publish_numbers(publisher, count);
  gateway.wait_metric("sluice_events_received_total", {}, count);
  EXPECT_EQ(gateway.metric("sluice_outbox_records"), count);
}

Arrivals arrived_after(MqttListener& listener, std::size_t before, std::size_t count) {
  return first_arrivals(arrivals_in(listener.wait_messages(count, within(answer_time), before)));
}

class StoppingTest : public StageFixture {
 protected:
  /// Begins the configuration of one more gateway. By default it drains for longer than any test.
  StagedConnection shop(const Floor& floor, const std::string& drain_timeout = "1h") {
    stage.clear();
    stage.key("shards: 1");
    stage.key("drain_timeout: " + drain_timeout);
    stage.ready("{sinks: none, channels: none}");
    const bool to_kafka = floor.type == "kafka";  // which has no slashes in topics
    auto& sink =
        to_kafka ? stage.kafka("floor", floor.address) : stage.mqtt("floor", floor.address);
    if (!floor.more.empty()) sink.with(floor.more);
    stage.route("floor", to_kafka ? "out" : "out/{channel}/{event}");
    return stage.connection("shop").channels("left, right, private-orders");
  }

  /// A gateway that has subscribed to all its channels.
  GatewayProcess& start(const Floor& floor, const std::string& drain_timeout = "1h") {
    shop(floor, drain_timeout).signs();
    GatewayProcess& gateway = stage.start();
    gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 3);
    return gateway;
  }

  Floor at_broker(const std::string& more = "") { return mqtt(stage.broker().url(), more); }
};

TEST_F(StoppingTest, DeliversWhatItHoldsBeforeItExits) {
  Mosquitto& broker = stage.broker();
  Publisher& publisher = stage.publisher();
  MqttListener& listener = stage.listener();
  broker.stop();
  {
    SCOPED_TRACE("nothing is submitted yet when SIGTERM comes");
    GatewayProcess& gateway = start(at_broker());
    fill(gateway, publisher, 100);
    gateway.process().signal(SIGTERM);
    gateway.wait_unready();
    EXPECT_EQ(gateway.get("/readyz").body, "stopping\n");
    EXPECT_EQ(gateway.get("/livez").status, 200);
    broker.start();
    EXPECT_EQ(gateway.process().wait_exit(), 0);
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("stopped: every record has its outcome")));
    EXPECT_EQ(arrived_after(listener, 0, 100), everything({"left"}, 100));
  }
  {
    SCOPED_TRACE("a thousand wait for a broker that hangs");
    GatewayProcess& gateway = start(at_broker("window: 400"));
    gateway.wait_metric("sluice_sink_up", {}, 1);
    broker.process().signal(SIGSTOP);
    fill(gateway, publisher, 1'000);
    EXPECT_EQ(gateway.metric("sluice_sink_in_flight"), 400);
    gateway.process().signal(SIGTERM);
    gateway.wait_unready();
    broker.process().signal(SIGCONT);
    EXPECT_EQ(gateway.process().wait_exit(), 0);
    EXPECT_EQ(arrived_after(listener, 100, 1'000), everything({"left"}, 1'000));
  }
  {
    SCOPED_TRACE("events keep coming");
    const std::size_t before = arrivals_at_broker(broker.process()).at("left").size();
    GatewayProcess& gateway = start(at_broker());
    EventStream stream{stage.server(), {"left", "right"}};
    gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 500);
    EXPECT_EQ(gateway.terminate(), 0);
    stream.stop();
    Arrivals arrivals = arrivals_at_broker(broker.process());
    auto& left = arrivals.at("left");
    left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(before));
    for (const auto& [channel, numbers] : arrivals) {
      EXPECT_THAT(numbers, testing::SizeIs(testing::Ge(200U)));
      EXPECT_EQ(numbers, everything({channel}, numbers.back()).at(channel)) << "without a gap";
    }
  }
}

TEST_F(StoppingTest, CountsWhatItHasToGiveUpAndExitsWithOne) {
  Mosquitto& broker = stage.broker();
  Publisher& publisher = stage.publisher();
  broker.stop();
  const std::uint16_t nobody = free_port();
  for (const Floor& sink : {at_broker(), kafka(nobody)}) {
    SCOPED_TRACE(sink.type);
    GatewayProcess& gateway = start(sink, "200ms");
    fill(gateway, publisher, 100);
    EXPECT_EQ(gateway.terminate(), 1);
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("records were given up")));
    EXPECT_THAT(gateway.log().back(), HasSubstr("records=100"));
  }
  for (const Floor& sink : {at_broker(), kafka(nobody)}) {
    SCOPED_TRACE("a second signal hurries " + sink.type);
    GatewayProcess& gateway = start(sink);
    fill(gateway, publisher, 100);
    gateway.process().signal(SIGTERM);
    gateway.wait_unready();
    EXPECT_EQ(gateway.terminate(), 1);
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("second signal")));
    EXPECT_THAT(gateway.log().back(), HasSubstr("records=100"));
  }
  broker.start();
  {
    SCOPED_TRACE("a thousand wait for a broker that hangs");
    GatewayProcess& gateway = start(at_broker(), "200ms");
    gateway.wait_metric("sluice_sink_up", {}, 1);
    broker.process().signal(SIGSTOP);
    fill(gateway, publisher, 1'000);
    EXPECT_EQ(gateway.terminate(), 1);
    EXPECT_THAT(gateway.log().back(), HasSubstr("records=1000"));
  }
}

TEST_F(StoppingTest, StopsInOrderAtEachSignalThatAsksForIt) {
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT}) {
    SCOPED_TRACE(signal);
    GatewayProcess& gateway = start(at_broker());
    gateway.process().signal(signal);
    EXPECT_EQ(gateway.process().wait_exit(), 0);
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("stopped: every record has its outcome")));
  }
}

TEST_F(StoppingTest, GoesOnAtSignalsThatAreBoundToNothing) {
  GatewayProcess& gateway = start(at_broker());
  for (const int signal : {SIGUSR1, SIGUSR2}) {
    gateway.process().signal(signal);
    gateway.wait_logged({"ignored", "signal=" + std::to_string(signal)});
  }
  EXPECT_EQ(gateway.metric("sluice_subscriptions", {{"state", "subscribed"}}), 3);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(StoppingTest, StopsInOrderWhenAskedToBeforeItHasStarted) {
  shop(at_broker()).signs();
  GatewayProcess& gateway = stage.launch();
  gateway.process().wait_holds(SIGTERM);
  gateway.process().signal(SIGTERM);
  EXPECT_EQ(gateway.process().wait_exit(), 0);
  EXPECT_THAT(gateway.log(), Contains(HasSubstr("stopped: every record has its outcome")));
}

/// Prints how long it took, for whoever looks for a slow exit; a hang ends at the deadline.
void expect_exit(GatewayProcess& gateway, int code, const std::string& when,
                 std::source_location caller = std::source_location::current()) {
  const auto trace = called_from(caller);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(gateway.terminate(), code) << when;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  std::cout << "SIGTERM to exit, " << when << ": " << took.count() << " ms\n";
}

TEST_F(StoppingTest, DoesNotHangWhateverAPeerDoes) {
  const SilentListener silent;
  const SilentListener full{SilentListener::Way::never_accepts};
  const auto state = [](const std::string& name) { return Labels{{"state", name}}; };
  {
    GatewayProcess& gateway = start(at_broker());
    gateway.wait_metric("sluice_sink_up", {}, 1);
    expect_exit(gateway, 0, "idle");
  }
  for (const auto& [url, when] :
       std::map<std::string, std::string>{{local("ws", full.port()), "dialling"},
                                          {local("ws", silent.port()), "upgrading"},
                                          {local("wss", silent.port()), "in the TLS handshake"}}) {
    shop(at_broker()).at(url).signs();
    GatewayProcess& gateway = stage.launch();
    gateway.wait_started();
    gateway.wait_metric("sluice_connection_state", state("connecting"), 1);
    expect_exit(gateway, 0, when);
  }
  {
    shop(at_broker()).at(local("ws", free_port())).signs();
    GatewayProcess& gateway = stage.launch();
    gateway.wait_started();
    gateway.wait_metric("sluice_connection_losses_total", {}, 1);
    expect_exit(gateway, 0, "waiting to dial again");
  }
  stage.auth().behave({{.answer = AuthAnswer::hang}});
  for (const auto& [url, when] : std::map<std::string, std::string>{
           {stage.auth().url(), "the auth endpoint hangs"},
           {local("http", full.port()) + "/auth", "dialling the auth endpoint"},
           {local("https", silent.port()) + "/auth", "in the auth endpoint's TLS handshake"}}) {
    shop(at_broker()).with("auth: {endpoint: \"" + url + "\"}");
    GatewayProcess& gateway = stage.start();
    gateway.wait_metric("sluice_subscriptions", state("authorizing"), 1);
    expect_exit(gateway, 0, when);
  }
  const std::pair<Floor, std::string> floors[] = {
      {mqtt(local("mqtt", full.port())), "dialling MQTT"},
      {mqtt(local("mqtt", silent.port())), "MQTT does not answer"},
      {mqtt(local("mqtts", silent.port())), "in MQTT's TLS handshake"},
      {kafka(full.port()), "dialling Kafka"},
      {kafka(silent.port()), "Kafka does not answer"},
      {kafka(free_port()), "no Kafka is there"}};
  for (const auto& [floor, when] : floors) expect_exit(start(floor), 0, when);
  {
    GatewayProcess& gateway = start(
        mqtt(local("mqtt", silent.port()), "outbox: {max_records: 5, when_full: block}"), "200ms");
    publish_numbers(stage.publisher(), 100);
    gateway.wait_metric("sluice_outbox_records", {}, 5);
    expect_exit(gateway, 1, "blocked, with 200 ms to drain");
  }
}

}  // namespace
}  // namespace sluice::test
