#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_source.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_broker.hpp"
#include "tests/support/kafka_writer.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/source_fixture.hpp"

namespace sluice::connectors {

/// Sources of a real Kafka that learn of its topics, and of each other, sooner than they do by
/// default.
class KafkaSourceFixture : public SourceFixture {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(test::KafkaBroker);
    broker.emplace();
  }

  KafkaSourceFixture() {
    settings.group = "sluice";
    settings.topics = {"commands"};
    settings.start = KafkaStart::earliest;
    set("topic.metadata.refresh.interval.ms", "500");
    set("reconnect.backoff.max.ms", "500");
    set("fetch.wait.max.ms", "50");
  }

  ~KafkaSourceFixture() override { EXPECT_THAT(other.breaches, ::testing::IsEmpty()); }

  void set(const std::string& property, const std::string& value) {
    settings.properties[property] = config::Secret{value};
  }

  /// The topic that is read, and who writes to it.
  void create_commands(int partitions = 1) {
    test::create_topic(broker->address(), "commands", partitions);
    writer.emplace(broker->address());
  }

  std::unique_ptr<Source> make() {
    settings.brokers = {broker->address()};
    return watched(make_kafka_source(settings, context()));
  }
  /// A second one beside it, of the same group unless the settings were changed.
  std::unique_ptr<Source> make_other() {
    settings.brokers = {broker->address()};
    return std::make_unique<WatchedSource>(
        make_kafka_source(settings, {"commands", loop, other, other_probe, log}), other);
  }

  /// Writes `from`, `from` + 1 … as text, over four keys.
  void write_numbers(int from, int count) {
    for (int i = from; i < from + count; ++i) {
      writer->write("commands", "k" + std::to_string(i % 4), std::to_string(i));
    }
    writer->flush();
  }

  /// What the group has committed of the topic.
  [[nodiscard]] std::int64_t committed(int partition = 0) {
    return test::committed_offset(broker->address(), "sluice", "commands", partition);
  }

  std::optional<test::KafkaBroker> broker;
  std::optional<test::KafkaWriter> writer;
  KafkaSourceSettings settings;
  SourceRecorder other;
  SourceProbe other_probe;
};

}  // namespace sluice::connectors
