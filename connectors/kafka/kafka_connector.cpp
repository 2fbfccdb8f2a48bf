#include <algorithm>

#include "config/section.hpp"
#include "connectors/kafka/kafka_consumer.hpp"
#include "connectors/kafka/kafka_producer.hpp"
#include "connectors/kafka/kafka_sink.hpp"
#include "connectors/kafka/kafka_source.hpp"
#include "connectors/kafka/kafka_topics.hpp"

namespace sluice::connectors {
namespace {

using PropertyFault = std::string (*)(const std::string& property, const std::string& value);

void check_properties(const config::Section& section,
                      const std::map<std::string, config::Secret>& properties,
                      PropertyFault fault_of) {
  if (!section.sound("properties")) return;
  const auto written = section.value().find("properties");
  for (const auto& [property, value] : properties) {
    const std::string fault = fault_of(property, value.reveal());
    if (!fault.empty()) written->find(property)->problem(fault);
  }
}

void check_topics(const config::Section& section, const std::vector<std::string>& topics) {
  if (!section.sound("topics")) return;
  const config::Value written = *section.value().find("topics");
  const std::vector<config::Value> items = written.children();
  for (std::size_t i = 0; i < topics.size(); ++i) {
    const config::Value& item = items.empty() ? written : items[i];
    const std::string fault = subscription_fault(topics[i]);
    if (!fault.empty()) item.problem(fault);
    if (std::find(topics.begin(), topics.begin() + i, topics[i]) != topics.begin() + i) {
      item.problem("is listed twice");
    }
  }
}

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

void check(config::Section& section, const KafkaSinkSettings& settings) {
  check_properties(section, settings.properties, producer_property_fault);
}

void check(config::Section& section, const KafkaSourceSettings& settings) {
  check_topics(section, settings.topics);
  check_properties(section, settings.properties, consumer_property_fault);
}

const Connector& kafka_connector() {
  static const Connector connector{config::connector_type<KafkaSinkSettings>(
                                       "kafka", "Apache Kafka and what speaks its protocol."),
                                   [](const std::any& settings, SinkContext context) {
                                     return make_kafka_sink(
                                         std::any_cast<const KafkaSinkSettings&>(settings),
                                         std::move(context));
                                   },
                                   source_connector(), StateName::key, attribute_prefix};
  return connector;
}

}  // namespace sluice::connectors
