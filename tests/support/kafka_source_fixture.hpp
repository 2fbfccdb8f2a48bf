#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_source.hpp"
#include "tests/support/kafka_writer.hpp"
#include "tests/support/source_fixture.hpp"

namespace sluice::connectors {

/// Sources of one Kafka that learn of its topics, and of each other, sooner than they do by
/// default.
class KafkaSourceFixture : public SourceFixture {
 protected:
  KafkaSourceFixture() {
    settings.group = "sluice";
    settings.topics = {"commands"};
    set("topic.metadata.refresh.interval.ms", "500");
    set("reconnect.backoff.max.ms", "500");
    set("fetch.wait.max.ms", "50");
  }

  void set(const std::string& property, const std::string& value) {
    settings.properties[property] = config::Secret{value};
  }

  std::unique_ptr<Source> make(const std::string& address) {
    settings.brokers = {address};
    return make_kafka_source(settings, context());
  }
  /// A second one beside it, of the same group unless the settings were changed.
  std::unique_ptr<Source> make_other(const std::string& address) {
    settings.brokers = {address};
    return make_kafka_source(settings, {"commands", loop, other, other_probe, log});
  }

  /// Writes `from`, `from` + 1 … as text, over four keys.
  static void write_numbers(test::KafkaWriter& writer, int from, int count) {
    for (int i = from; i < from + count; ++i) {
      writer.write("commands", "k" + std::to_string(i % 4), std::to_string(i));
    }
    writer.flush();
  }

  static std::vector<std::string> numbers(int count) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(std::to_string(i));
    return all;
  }

  KafkaSourceSettings settings;
  SourceRecorder other;
  telemetry::SourceProbe other_probe;
};

}  // namespace sluice::connectors
