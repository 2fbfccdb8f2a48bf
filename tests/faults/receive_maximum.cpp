#include "tests/faults/scenario.hpp"

// A broker of MQTT 5 that takes one record at a time, and restarts in between.
namespace sluice::test {
namespace {

Verdict send_one_by_one(Brokers&) {
  MqttDestination destination{{.more = "max_inflight_messages 1\n"}};
  Trial trial{destination};
  trial.start();
  trial.server().await_more(4000);
  destination.kill();
  trial.server().await_more(2000);
  destination.start();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> receive_maximum_scenarios() {
  return {{"receive_maximum", "MQTT", Mosquitto::unavailable(), send_one_by_one}};
}

}  // namespace sluice::test
