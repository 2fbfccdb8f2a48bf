#include "tests/faults/scenario.hpp"

// The connection to the Channels server is reset, or half open, in mid-flow: what was read before
// is delivered, and no part of an event.
namespace sluice::test {
namespace {

using Break = void (Trial::*)(Cable&);

Verdict come_back(Break break_off, int times, const std::string& connection) {
  Driver driver;
  MqttDestination destination;
  Trial trial{destination, {.connection = connection}};
  Cable cable{driver, trial.server().port()};
  trial.reach_server_by(cable);
  trial.start();
  for (int i = 0; i < times; ++i) {
    trial.server().await_more(2000);
    (trial.*break_off)(cable);
  }
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> connection_lost_scenarios() {
  const std::string missing = Driver::unavailable() + Mosquitto::unavailable();
  const auto reset = [](Brokers&) { return come_back(&Trial::cut, 5, ""); };
  const auto half_open = [](Brokers&) {
    return come_back(&Trial::fall_silent, 2,
                     "activity_timeout: 1s, pong_timeout: 1s, handshake_timeout: 1s");
  };
  return {{"connection_lost", "MQTT", missing, reset}, {"half_open", "MQTT", missing, half_open}};
}

}  // namespace sluice::test
