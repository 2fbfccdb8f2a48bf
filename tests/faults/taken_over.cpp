#include "tests/faults/scenario.hpp"
#include "tests/support/mqtt_listener.hpp"

// Another client has the gateway's client id, and each puts the other out for a while.
namespace sluice::test {
namespace {

Verdict share_the_client_id(Brokers&) {
  const std::string id = "sluice-twice";
  Driver driver;
  MqttDestination destination;
  Trial trial{destination, {.sink = "client_id: " + id}};
  trial.start();
  trial.server().await_more(4000);
  {
    const MqttListener other{driver, {.url = destination.url(), .topics = {}, .client_id = id}};
    trial.gateway().wait_unready();
    trial.server().await_more(20'000);
  }
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> taken_over_scenarios() {
  return {{"taken_over", "MQTT", Driver::unavailable() + Mosquitto::unavailable(),
           share_the_client_id}};
}

}  // namespace sluice::test
