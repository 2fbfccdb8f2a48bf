#include "config/section.hpp"
#include "connectors/kafka/kafka_producer_conf.hpp"
#include "connectors/kafka/kafka_sink.hpp"

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

}  // namespace

void check(config::Section& section, const KafkaSinkSettings& settings) {
  check_properties(section, settings.properties, producer_property_fault);
}

const Connector& kafka_connector() {
  static const Connector connector{config::connector_type<KafkaSinkSettings>(
                                       "kafka", "Apache Kafka and what speaks its protocol."),
                                   [](const std::any& settings, SinkContext context) {
                                     return make_kafka_sink(
                                         std::any_cast<const KafkaSinkSettings&>(settings),
                                         std::move(context));
                                   },
                                   std::nullopt};
  return connector;
}

}  // namespace sluice::connectors
