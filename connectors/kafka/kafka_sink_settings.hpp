#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "config/fields.hpp"
#include "config/scalar_types.hpp"
#include "connectors/connector.hpp"
#include "connectors/kafka/kafka_access.hpp"
#include "connectors/kafka/kafka_error_choice.hpp"
#include "connectors/kafka/kafka_topics.hpp"

namespace sluice::config {
class Section;
}

namespace sluice::connectors {

struct KafkaSinkSettings final : SinkSettings, KafkaAccess {
  std::int64_t queue_records = 10'000;
  config::Bytes queue_bytes{8 * 1024 * 1024};
  config::Duration linger{5};
  config::Duration unknown_topic_grace{30'000};
  ErrorChoice<KafkaError> errors;
  /// Secrets, because some of librdkafka's properties are (`sasl.password`, `ssl.key.password`).
  std::map<std::string, config::Secret> properties;

  [[nodiscard]] std::unique_ptr<Sink> make(SinkContext context) const override;
  [[nodiscard]] Window limits() const noexcept override {
    return {static_cast<std::size_t>(queue_records), queue_bytes.count};
  }
  [[nodiscard]] std::unique_ptr<TableReader> make_table_reader(
      const TableContext& context) const override;
  [[nodiscard]] std::unique_ptr<TopicReader> make_topic_reader(
      const ReadingPlace& place) const override;
  [[nodiscard]] std::unique_ptr<RecordWriter> make_record_writer() const override;
  [[nodiscard]] std::optional<std::string_view> attribute_prefix() const noexcept override;
  [[nodiscard]] std::string_view why_no_topic(
      const text::LiteralText& topic) const noexcept override {
    return why_no_topic_name(topic);
  }
  /// The shared window of all lanes. Lanes do not count headers, so half of the bytes is reserved
  /// for these.
  [[nodiscard]] Window lane_window() const noexcept {
    return {limits().records, limits().bytes / 2};
  }
  /// How long records wait for a topic that the brokers do not know.
  [[nodiscard]] config::Duration topic_grace() const noexcept {
    constexpr config::Duration endless = std::chrono::hours{24 * 365 * 100};
    return errors.is_passing(KafkaError::unknown_topic_or_partition) ? endless
                                                                     : unknown_topic_grace;
  }
  /// The value of librdkafka's `partitioner`.
  [[nodiscard]] std::string partitioner() const {
    const auto set = properties.find("partitioner");
    return set == properties.end() ? "murmur2_random" : set->second.reveal();
  }
};

template <class Visitor>
void fields(Visitor& visit, KafkaSinkSettings& settings) {
  using config::Range;
  fields(visit, static_cast<KafkaAccess&>(settings));
  visit("queue_records", settings.queue_records,
        "Records inside the Kafka client at most; more wait in the outbox.", Range{1, 10'000'000});
  visit("queue_bytes", settings.queue_bytes,
        "Bytes inside the Kafka client at most; more wait in the outbox.",
        Range{1024, std::int64_t{2'097'151} * 1024});
  visit("linger", settings.linger, "How long a batch waits for more records.", Range{0, 900'000});
  visit("unknown_topic_grace", settings.unknown_topic_grace,
        "How long records of a topic that the brokers do not know wait for it before they are "
        "rejected, from the first failure on.",
        Range{0, 3'600'000});
  fields(visit, settings.errors);
  visit("properties", settings.properties,
        "Any librdkafka producer property; overrides what the other fields set.",
        config::Example{"{compression.type: lz4}"});
}

/// Checks each of librdkafka's properties at its line, so that `sluice check` finds misspelt ones.
void check(config::Section& section, const KafkaSinkSettings& settings);

}  // namespace sluice::connectors
