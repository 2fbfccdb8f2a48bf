#include <stdexcept>

#include "tests/faults/scenario.hpp"

// Among the records is one that the broker will never take: it has all others, in their order.
namespace sluice::test {
namespace {

/// One of the events has so much data.
TrialSettings with_large_event(std::size_t padding, const std::string& sink) {
  return {.server = {.large = 2000, .large_padding = padding}, .sink = sink};
}

Verdict deliver_all_others(BrokerDestination& destination, const TrialSettings& settings) {
  Trial trial{destination, settings};
  trial.start();
  trial.server().await_more(8000);
  trial.recover();
  Verdict verdict = trial.finish();
  if (verdict.account.refused == 0) throw std::runtime_error("no record was refused");
  return verdict;
}

/// MQTT 3.1.1 has no word for it: Mosquitto ends the session.
Verdict with_mqtt(Brokers&) {
  MqttDestination destination{{.more = "max_packet_size 2000\n"}};
  return deliver_all_others(destination, with_large_event(4000, "version: 3.1.1"));
}

/// Kafka refuses the batch that the record is in.
Verdict with_kafka(Brokers& brokers) {
  KafkaDestination destination = brokers.kafka({{"max.message.bytes", "100000"}});
  return deliver_all_others(destination,
                            with_large_event(200'000, "properties: {batch.size: \"50000\"}"));
}

}  // namespace

std::vector<Scenario> poison_scenarios() {
  return {{"poison", "MQTT", Mosquitto::unavailable(), with_mqtt},
          {"poison", "Kafka", KafkaBroker::unavailable(), with_kafka}};
}

}  // namespace sluice::test
