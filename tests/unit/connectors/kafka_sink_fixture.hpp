#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_sink.hpp"
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
  std::unique_ptr<Sink> make() { return make_kafka_sink(settings, context()); }

  std::vector<std::string> payloads(const std::string& topic, std::size_t count) {
    std::vector<std::string> found;
    for (const Consumed& message : consume(kafka.brokers(), topic, 1, count)) {
      found.push_back(message.payload);
    }
    return found;
  }

  /// In the order of their first appearance: a rebuilt producer may repeat, never reorder.
  static std::vector<std::string> first_appearances(const std::vector<std::string>& all) {
    std::vector<std::string> firsts;
    std::set<std::string> seen;
    for (const std::string& one : all) {
      if (seen.insert(one).second) firsts.push_back(one);
    }
    return firsts;
  }

  static std::vector<std::string> numbers(int count) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(std::to_string(i));
    return all;
  }

  MockKafka kafka;
  KafkaSinkSettings settings;
};

}  // namespace sluice::connectors
