#include <algorithm>

#include "config/section.hpp"
#include "connectors/kafka/kafka_record_writer.hpp"
#include "connectors/kafka/kafka_sink.hpp"
#include "connectors/kafka/kafka_source.hpp"
#include "connectors/kafka/kafka_table_reader.hpp"
#include "connectors/kafka/kafka_topic_reader.hpp"
#include "connectors/kafka/kafka_topics.hpp"

namespace sluice::connectors {

std::unique_ptr<Sink> KafkaSinkSettings::make(SinkContext context) const {
  return make_kafka_sink(*this, std::move(context));
}

std::unique_ptr<TableReader> KafkaSinkSettings::make_table_reader(
    const TableContext& context) const {
  return make_kafka_table_reader(*this, context);
}

std::unique_ptr<TopicReader> KafkaSinkSettings::make_topic_reader(const ReadingPlace& place) const {
  return make_kafka_topic_reader(*this, place);
}

std::unique_ptr<RecordWriter> KafkaSinkSettings::make_record_writer() const {
  return make_kafka_record_writer(*this);
}

// The prefix of the Kafka binding of CloudEvents.
std::optional<std::string_view> KafkaSinkSettings::attribute_prefix() const noexcept {
  return "ce_";
}

std::unique_ptr<Source> KafkaSourceSettings::make(SourceContext context) const {
  return make_kafka_source(*this, std::move(context));
}

bool KafkaSourceSettings::may_read(const SinkSettings& sink, std::string_view topic_glob) const {
  const auto* const kafka = dynamic_cast<const KafkaSinkSettings*>(&sink);
  return kafka != nullptr && share_a_broker(*this, *kafka) &&
         std::ranges::any_of(
             topics, [&](const std::string& topic) { return may_subscribe(topic, topic_glob); });
}

const Connector& kafka_connector() {
  static const Connector connector{
      config::connector_type<KafkaSinkSettings>("kafka",
                                                "Apache Kafka and what speaks its protocol."),
      config::connector_type<KafkaSourceSettings>(
          "kafka", "Apache Kafka and what speaks its protocol: a member of a consumer group.")};
  return connector;
}

}  // namespace sluice::connectors
