#include <gmock/gmock.h>

#include <csignal>
#include <iostream>

#include "tests/integration/arrivals.hpp"
#include "tests/support/auth_endpoint.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/silent_listener.hpp"

namespace sluice::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::string local(const std::string& scheme, std::uint16_t port) {
  return scheme + "://127.0.0.1:" + std::to_string(port);
}

struct Parts {
  std::string url;  ///< of the Channels server
  std::string auth = "{secret: sec1}";
  std::string sink;                  ///< without braces
  std::string drain_timeout = "1h";  ///< by default too long for any test
};

GatewaySettings gateway_of(const Parts& parts) {
  const bool to_kafka = parts.sink.starts_with("type: kafka");  // which has no slashes in topics
  const std::string topic = to_kafka ? "out" : "out/{channel}/{event}";
  return {.config = "shards: 1\ndrain_timeout: " + parts.drain_timeout +
                    "\nconnections:\n  shop: {url: \"" + parts.url +
                    "\", key: key1, channels: [left, right, private-orders], auth: " + parts.auth +
                    "}\nsinks:\n  floor: {" + parts.sink + "}\nroutes: [{to: floor, topic: \"" +
                    topic + "\"}]\n",
          .ready = "{sinks: none, channels: none}"};
}

std::string mqtt(const std::string& url, const std::string& more = "") {
  return "type: mqtt, url: \"" + url + "\"" + more;
}

std::string kafka(std::uint16_t port) {
  return "type: kafka, brokers: [\"127.0.0.1:" + std::to_string(port) + "\"]";
}

/// One after the other to the channel `left`.
void publish(Publisher& publisher, int count) {
  for (int number = 1; number <= count;) {
    std::vector<Publication> batch;
    for (; batch.size() < 10 && number <= count; ++number) {
      batch.push_back({"left", std::to_string(number), "data"});
    }
    publisher.trigger_batch(batch);
  }
}

void await_subscribed(GatewayProcess& gateway) {
  gateway.wait_ready();
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 3);
}

/// A gateway whose outbox holds this many events.
void fill(GatewayProcess& gateway, Publisher& publisher, int count) {
  await_subscribed(gateway);
  publish(publisher, count);
  gateway.wait_metric("sluice_events_received_total", {}, count);
  EXPECT_EQ(gateway.metric("sluice_outbox_records"), count);
}

Arrivals arrived_after(MqttListener& listener, std::size_t before, std::size_t count) {
  return first_arrivals(arrivals_in(listener.wait_messages(count, within(answer_time), before)));
}

class StoppingTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(Soketi);
    SLUICE_REQUIRE_PART(Mosquitto);
  }
};

TEST_F(StoppingTest, DeliversWhatItHoldsBeforeItExits) {
  Driver driver;
  const Soketi server;
  Mosquitto broker;
  Publisher publisher{driver, server};
  MqttListener listener{driver, {.url = broker.url()}};
  broker.stop();
  {
    SCOPED_TRACE("nothing is submitted yet when SIGTERM comes");
    GatewayProcess gateway{gateway_of({.url = server.url(), .sink = mqtt(broker.url())})};
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
    GatewayProcess gateway{
        gateway_of({.url = server.url(), .sink = mqtt(broker.url(), ", window: 400")})};
    gateway.wait_ready();
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
    GatewayProcess gateway{gateway_of({.url = server.url(), .sink = mqtt(broker.url())})};
    await_subscribed(gateway);
    EventStream stream{server, {"left", "right"}};
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
  Driver driver;
  const Soketi server;
  Mosquitto broker;
  Publisher publisher{driver, server};
  broker.stop();
  const std::uint16_t nobody = free_port();
  for (const std::string& sink : {mqtt(broker.url()), kafka(nobody)}) {
    SCOPED_TRACE(sink);
    GatewayProcess gateway{
        gateway_of({.url = server.url(), .sink = sink, .drain_timeout = "200ms"})};
    fill(gateway, publisher, 100);
    EXPECT_EQ(gateway.terminate(), 1);
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("records were given up")));
    EXPECT_THAT(gateway.log().back(), HasSubstr("records=100"));
  }
  for (const std::string& sink : {mqtt(broker.url()), kafka(nobody)}) {
    SCOPED_TRACE("a second signal hurries " + sink);
    GatewayProcess gateway{gateway_of({.url = server.url(), .sink = sink})};
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
    GatewayProcess gateway{
        gateway_of({.url = server.url(), .sink = mqtt(broker.url()), .drain_timeout = "200ms"})};
    gateway.wait_ready();
    gateway.wait_metric("sluice_sink_up", {}, 1);
    broker.process().signal(SIGSTOP);
    fill(gateway, publisher, 1'000);
    EXPECT_EQ(gateway.terminate(), 1);
    EXPECT_THAT(gateway.log().back(), HasSubstr("records=1000"));
  }
}

TEST_F(StoppingTest, StopsInOrderAtEachSignalThatAsksForIt) {
  const Soketi server;
  const Mosquitto broker;
  for (const int signal : {SIGTERM, SIGINT, SIGQUIT}) {
    SCOPED_TRACE(signal);
    GatewayProcess gateway{gateway_of({.url = server.url(), .sink = mqtt(broker.url())})};
    await_subscribed(gateway);
    gateway.process().signal(signal);
    EXPECT_EQ(gateway.process().wait_exit(), 0);
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("stopped: every record has its outcome")));
  }
}

TEST_F(StoppingTest, GoesOnAtSignalsThatAreBoundToNothing) {
  const Soketi server;
  const Mosquitto broker;
  GatewayProcess gateway{gateway_of({.url = server.url(), .sink = mqtt(broker.url())})};
  await_subscribed(gateway);
  for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2}) {
    gateway.process().signal(signal);
    gateway.wait_logged({"ignored", "signal=" + std::to_string(signal)});
  }
  EXPECT_EQ(gateway.metric("sluice_subscriptions", {{"state", "subscribed"}}), 3);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(StoppingTest, StopsInOrderWhenAskedToBeforeItHasStarted) {
  const Soketi server;
  const Mosquitto broker;
  GatewayProcess gateway{gateway_of({.url = server.url(), .sink = mqtt(broker.url())})};
  gateway.process().wait_holds(SIGTERM);
  gateway.process().signal(SIGTERM);
  EXPECT_EQ(gateway.process().wait_exit(), 0);
  EXPECT_THAT(gateway.log(), Contains(HasSubstr("stopped: every record has its outcome")));
}

/// Prints how long it took, for whoever looks for a slow exit; a hang ends at the deadline.
void expect_exit(GatewayProcess& gateway, int code, const std::string& when) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(gateway.terminate(), code) << when;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  std::cout << "SIGTERM to exit, " << when << ": " << took.count() << " ms\n";
}

TEST_F(StoppingTest, DoesNotHangWhateverAPeerDoes) {
  Driver driver;
  const Soketi server;
  const Mosquitto broker;
  AuthEndpoint auth{driver, server.app()};
  Publisher publisher{driver, server};
  const SilentListener silent;
  const SilentListener full{SilentListener::Way::never_accepts};
  const std::string good_sink = mqtt(broker.url());
  const auto state = [](const std::string& name) { return Labels{{"state", name}}; };
  {
    GatewayProcess gateway{gateway_of({.url = server.url(), .sink = good_sink})};
    await_subscribed(gateway);
    gateway.wait_metric("sluice_sink_up", {}, 1);
    expect_exit(gateway, 0, "idle");
  }
  for (const auto& [url, when] :
       std::map<std::string, std::string>{{local("ws", full.port()), "dialling"},
                                          {local("ws", silent.port()), "upgrading"},
                                          {local("wss", silent.port()), "in the TLS handshake"}}) {
    GatewayProcess gateway{gateway_of({.url = url, .sink = good_sink})};
    gateway.wait_started();
    gateway.wait_metric("sluice_connection_state", state("connecting"), 1);
    expect_exit(gateway, 0, when);
  }
  {
    GatewayProcess gateway{gateway_of({.url = local("ws", free_port()), .sink = good_sink})};
    gateway.wait_started();
    gateway.wait_metric("sluice_connection_losses_total", {}, 1);
    expect_exit(gateway, 0, "waiting to dial again");
  }
  auth.behave({{.answer = AuthAnswer::hang}});
  for (const auto& [url, when] : std::map<std::string, std::string>{
           {auth.url(), "the auth endpoint hangs"},
           {local("http", full.port()) + "/auth", "dialling the auth endpoint"},
           {local("https", silent.port()) + "/auth", "in the auth endpoint's TLS handshake"}}) {
    GatewayProcess gateway{gateway_of(
        {.url = server.url(), .auth = "{endpoint: \"" + url + "\"}", .sink = good_sink})};
    gateway.wait_ready();
    gateway.wait_metric("sluice_subscriptions", state("authorizing"), 1);
    expect_exit(gateway, 0, when);
  }
  for (const auto& [sink, when] : std::map<std::string, std::string>{
           {mqtt(local("mqtt", full.port())), "dialling MQTT"},
           {mqtt(local("mqtt", silent.port())), "MQTT does not answer"},
           {mqtt(local("mqtts", silent.port())), "in MQTT's TLS handshake"},
           {kafka(full.port()), "dialling Kafka"},
           {kafka(silent.port()), "Kafka does not answer"},
           {kafka(free_port()), "no Kafka is there"}}) {
    GatewayProcess gateway{gateway_of({.url = server.url(), .sink = sink})};
    await_subscribed(gateway);
    expect_exit(gateway, 0, when);
  }
  {
    GatewayProcess gateway{gateway_of(
        {.url = server.url(),
         .sink = mqtt(local("mqtt", silent.port()), ", outbox: {max_records: 5, when_full: block}"),
         .drain_timeout = "200ms"})};
    await_subscribed(gateway);
    publish(publisher, 100);
    gateway.wait_metric("sluice_outbox_records", {}, 5);
    expect_exit(gateway, 1, "blocked, with 200 ms to drain");
  }
}

}  // namespace
}  // namespace sluice::test
