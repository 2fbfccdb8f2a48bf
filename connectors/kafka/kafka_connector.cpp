#include "config/section.hpp"
#include "connectors/kafka/kafka_conf.hpp"
#include "connectors/kafka/kafka_sink.hpp"

namespace sluice::connectors {

void check(config::Section& section, const KafkaSettings& settings) {
  if (!section.sound("properties")) return;
  const auto properties = section.value().find("properties");
  for (const auto& [property, value] : settings.properties) {
    const std::string fault = property_fault(property, value.reveal());
    if (!fault.empty()) properties->find(property)->problem(fault);
  }
}

const Connector& kafka_connector() {
  static const Connector connector{
      config::connector_type<KafkaSettings>("kafka", "Apache Kafka and what speaks its protocol."),
      [](const std::any& settings, SinkContext context) {
        return make_kafka_sink(std::any_cast<const KafkaSettings&>(settings), std::move(context));
      },
      std::nullopt};
  return connector;
}

}  // namespace sluice::connectors
