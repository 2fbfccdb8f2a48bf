#include "tests/faults/scenario.hpp"

// The connection to the Channels server is reset in mid-flow: what was read before is delivered,
// and no part of an event.
namespace sluice::test {
namespace {

constexpr int cuts = 5;

Verdict come_back(Brokers&) {
  Driver driver;
  MqttDestination destination;
  Trial trial{destination};
  Cable cable{driver, trial.server().port()};
  trial.reach_server_by(cable);
  trial.start();
  for (int i = 0; i < cuts; ++i) {
    trial.server().await_more(2000);
    trial.cut(cable);
  }
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> connection_lost_scenarios() {
  return {{"connection_lost", "MQTT", Driver::unavailable() + Mosquitto::unavailable(), come_back}};
}

}  // namespace sluice::test
