#include "tests/faults/scenario.hpp"

#include <utility>

namespace sluice::test {

std::vector<Scenario> on_both(const std::string& name, std::function<Verdict(Destination&)> run) {
  const auto with_mqtt = [run](Brokers&) {
    MqttDestination destination;
    return run(destination);
  };
  const auto with_kafka = [run](Brokers& brokers) {
    KafkaDestination destination = brokers.kafka();
    return run(destination);
  };
  return {{name, "MQTT", Mosquitto::unavailable(), with_mqtt},
          {name, "Kafka", KafkaBroker::unavailable(), with_kafka}};
}

}  // namespace sluice::test
