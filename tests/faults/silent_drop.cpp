#include "tests/faults/scenario.hpp"
#include "tests/support/cable.hpp"
#include "tests/support/free_port.hpp"

// The network between gateway and broker swallows every packet and tells nobody, until the client
// library has given up and has tried to connect again.
namespace sluice::test {
namespace {

Verdict outlast_a_silent_drop(Cable& cable, Destination& destination, const std::string& sink) {
  Trial trial{destination, {.sink = sink}};
  trial.start();
  trial.server().await_more(4000);
  cable.hold();
  trial.gateway().wait_unready();
  trial.server().await_more(8000);
  cable.release();
  trial.recover();
  return trial.finish();
}

Verdict with_mqtt(Brokers&) {
  Driver driver;
  MqttDestination destination;
  Cable cable{driver, destination.port()};
  destination.reach_by(cable.port());
  return outlast_a_silent_drop(cable, destination, "keep_alive: 1s, connect_timeout: 1s");
}

/// Its clients go where the broker tells them, so that it has to name the cable.
Verdict with_kafka(Brokers&) {
  Driver driver;
  const auto port = free_port();
  Cable cable{driver, port};
  KafkaBroker broker{{.port = port, .advertised_port = cable.port()}};
  KafkaDestination destination{broker, "out"};
  return outlast_a_silent_drop(cable, destination,
                               "properties: {socket.timeout.ms: \"1000\", "
                               "socket.connection.setup.timeout.ms: \"1000\"}");
}

}  // namespace

std::vector<Scenario> silent_drop_scenarios() {
  return {{"silent_drop", "MQTT", Driver::unavailable() + Mosquitto::unavailable(), with_mqtt},
          {"silent_drop", "Kafka", Driver::unavailable() + KafkaBroker::unavailable(), with_kafka}};
}

}  // namespace sluice::test
