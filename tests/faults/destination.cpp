#include "tests/faults/destination.hpp"

#include <csignal>
#include <utility>

#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_listener.hpp"

namespace sluice::test {
namespace {

constexpr const char* sink = "out";

}  // namespace

void MqttDestination::configure(Stage& stage, const std::string& more) {
  const std::string url = "mqtt://127.0.0.1:" + std::to_string(cable_.value_or(broker_.port()));
  stage.mqtt(sink, url).with("qos: 1").with(more);
  stage.route(sink, "out/{channel}/{event}");
}

void MqttDestination::kill() {
  broker_.process().signal(SIGKILL);
  broker_.process().wait_exit();
  append(earlier_, arrivals_at_broker(broker_.process()));
}

Arrivals MqttDestination::arrivals() {
  kill();  // What it wrote before its end is complete.
  return earlier_;
}

KafkaDestination::KafkaDestination(KafkaBroker& broker, std::string topic,
                                   const std::map<std::string, std::string>& configs)
    : broker_(broker), topic_(std::move(topic)) {
  create_topic(broker_.address(), topic_, 1, configs);
}

void KafkaDestination::configure(Stage& stage, const std::string& more) {
  stage.kafka(sink, broker_.address()).with(more);
  stage.route(sink, topic_);
}

Arrivals KafkaDestination::arrivals() {
  KafkaListener listener{broker_.address(), {topic_}};
  return arrivals_in(listener.wait_records(record_count(broker_.address(), topic_)));
}

}  // namespace sluice::test
