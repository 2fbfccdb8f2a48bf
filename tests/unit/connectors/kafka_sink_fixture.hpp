#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_sink.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/sink_fixture.hpp"
#include "tests/unit/connectors/mock_kafka.hpp"

namespace sluice::connectors {

/// A Kafka sink at a mock cluster of one broker.
class KafkaSinkFixture : public SinkFixture {
 protected:
  KafkaSinkFixture() {
    settings.brokers = {kafka.brokers()};
    // Short enough for tests that wait for a reconnection.
    set("reconnect.backoff.max.ms", "200");
    set("retry.backoff.ms", "50");
  }

  void set(const std::string& property, const std::string& value) {
    settings.properties[property] = config::Secret{value};
  }
  std::unique_ptr<Sink> make() { return watched(make_kafka_sink(settings, context())); }

  std::vector<std::string> payloads(const std::string& topic, std::size_t count) {
    std::vector<std::string> found;
    for (const Consumed& message : consume(kafka.brokers(), topic, 1, count)) {
      found.push_back(message.payload);
    }
    return found;
  }

  MockKafka kafka;
  KafkaSinkSettings settings;
};

}  // namespace sluice::connectors
