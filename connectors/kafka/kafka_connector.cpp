#include <algorithm>

#include "config/section.hpp"
#include "connectors/kafka/kafka_sink.hpp"
#include "connectors/kafka/kafka_source.hpp"
#include "connectors/kafka/kafka_topics.hpp"

namespace sluice::connectors {
namespace {

bool may_read(const KafkaSourceSettings& source, const KafkaSinkSettings& sink,
              std::string_view topic_glob) {
  return share_a_broker(source, sink) &&
         std::any_of(source.topics.begin(), source.topics.end(),
                     [&](const std::string& topic) { return may_subscribe(topic, topic_glob); });
}

SourceConnector source_connector() {
  return {config::connector_type<KafkaSourceSettings>(
              "kafka", "Apache Kafka and what speaks its protocol: a member of a consumer group."),
          [](const std::any& settings, SourceContext context) {
            return make_kafka_source(std::any_cast<const KafkaSourceSettings&>(settings),
                                     std::move(context));
          },
          [](const std::any& source, const std::any& sink, std::string_view topic_glob) {
            return may_read(std::any_cast<const KafkaSourceSettings&>(source),
                            std::any_cast<const KafkaSinkSettings&>(sink), topic_glob);
          },
          true};
}

// As the Kafka binding of CloudEvents wants it.
std::optional<std::string_view> attribute_prefix(const std::any&) {
  return "ce_";
}

}  // namespace

const Connector& kafka_connector() {
  static const Connector connector{
      config::connector_type<KafkaSinkSettings>("kafka",
                                                "Apache Kafka and what speaks its protocol."),
      [](const std::any& settings, SinkContext context) {
        return make_kafka_sink(std::any_cast<const KafkaSinkSettings&>(settings),
                               std::move(context));
      },
      source_connector(),
      StateName::key,
      attribute_prefix,
      [](const std::any& settings) {
        return std::any_cast<const KafkaSinkSettings&>(settings).window();
      }};
  return connector;
}

}  // namespace sluice::connectors
