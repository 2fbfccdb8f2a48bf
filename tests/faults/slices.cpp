#include "tests/faults/scenario.hpp"

// Each byte of the server's comes in a segment of its own.
namespace sluice::test {
namespace {

Verdict read_byte_by_byte(Brokers&) {
  MqttDestination destination;
  Trial trial{destination, {.server = {.rate = 400, .byte_by_byte = true}}};
  trial.start();
  trial.server().await_more(800);
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> slices_scenarios() {
  return {{"slices", "MQTT", Mosquitto::unavailable(), read_byte_by_byte}};
}

}  // namespace sluice::test
