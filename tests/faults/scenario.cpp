#include "tests/faults/scenario.hpp"

#include <utility>

#include "tests/support/free_port.hpp"

namespace sluice::test {

std::vector<Scenario> on_both(const std::string& name,
                              std::function<Verdict(BrokerDestination&)> run) {
  return on_both(name, {}, [run = std::move(run)](BrokerDestination& destination, const auto&) {
    return run(destination);
  });
}

std::vector<Scenario> on_both(
    const std::string& name, const SinkKeys& keys,
    std::function<Verdict(BrokerDestination&, const std::string& keys)> run) {
  const auto with_mqtt = [run, keys](Brokers&) {
    MqttDestination destination;
    return run(destination, keys.mqtt);
  };
  const auto with_kafka = [run, keys](Brokers& brokers) {
    KafkaDestination destination = brokers.kafka();
    return run(destination, keys.kafka);
  };
  return {{name, "MQTT", Mosquitto::unavailable(), with_mqtt},
          {name, "Kafka", KafkaBroker::unavailable(), with_kafka}};
}

std::vector<Scenario> on_both_by_cable(const std::string& name, const SinkKeys& keys,
                                       std::function<Verdict(Cable&, Trial&)> run) {
  const auto with_mqtt = [run, keys](Brokers&) {
    Driver driver;
    MqttDestination destination;
    Cable cable{driver, destination.port()};
    destination.reach_by(cable.port());
    Trial trial{destination, {.sink = keys.mqtt}};
    return run(cable, trial);
  };
  // Its clients go where the broker tells them, so that it has to name the cable.
  const auto with_kafka = [run, keys](Brokers&) {
    Driver driver;
    const auto port = free_port();
    Cable cable{driver, port};
    KafkaBroker broker{{.port = port, .advertised_port = cable.port()}};
    KafkaDestination destination{broker, "out"};
    Trial trial{destination, {.sink = keys.kafka}};
    return run(cable, trial);
  };
  const std::string driver = Driver::unavailable();
  return {{name, "MQTT", driver + Mosquitto::unavailable(), with_mqtt},
          {name, "Kafka", driver + KafkaBroker::unavailable(), with_kafka}};
}

}  // namespace sluice::test
