#include "tests/faults/scenario.hpp"
#include "tests/support/cable.hpp"

// The network between gateway and broker swallows every packet and tells nobody, until the client
// library has given up and has tried to connect again.
namespace sluice::test {
namespace {

Verdict outlast_a_silent_drop(Brokers&) {
  Driver driver;
  MqttDestination destination;
  Cable cable{driver, destination.port()};
  destination.reach_by(cable.port());
  Trial trial{destination, {.sink = "keep_alive: 1s, connect_timeout: 1s"}};
  trial.start();
  trial.server().await_more(4000);
  cable.hold();
  trial.gateway().wait_unready();
  trial.server().await_more(8000);
  cable.release();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> silent_drop_scenarios() {
  return {{"silent_drop", "MQTT", Mosquitto::unavailable(), outlast_a_silent_drop}};
}

}  // namespace sluice::test
