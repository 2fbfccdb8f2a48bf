#include "config/section.hpp"
#include "connectors/kafka/kafka_sink.hpp"

namespace sluice::connectors {

const Connector& kafka_connector() {
  static const Connector connector{
      config::sink_type<KafkaSettings>("kafka", "Apache Kafka and what speaks its protocol."),
      [](const std::any& settings, SinkContext context) {
        return make_kafka_sink(std::any_cast<const KafkaSettings&>(settings), std::move(context));
      }};
  return connector;
}

}  // namespace sluice::connectors
