#include "connectors/kafka/kafka_producer_conf.hpp"

#include <algorithm>
#include <array>

namespace sluice::connectors {
namespace {

constexpr std::array<OwnedProperty, 2> owned{{
    {"delivery.report.only.error", "would hide which records were delivered"},
    {"transactional.id", "transactions are not supported"},
}};

}  // namespace

std::string producer_property_fault(const std::string& property, const std::string& value) {
  return property_fault(owned, property, value);
}

KafkaConf make_producer_conf(const KafkaSinkSettings& settings) {
  KafkaConf conf = make_access_conf(settings);
  set_property(conf, "enable.idempotence", "true");
  set_property(conf, "acks", "all");
  // The outbox decides how long a record is kept; a client that gave up would leave a gap.
  set_property(conf, "message.timeout.ms", "0");
  // As Java clients choose, so that both put a key into the same partition.
  set_property(conf, "partitioner", "murmur2_random");
  set_property(conf, "linger.ms", std::to_string(settings.linger.count()));
  set_property(conf, "queue.buffering.max.messages", std::to_string(settings.queue_records));
  const std::uint64_t kilobytes = settings.queue_bytes.count / 1024;
  set_property(conf, "queue.buffering.max.kbytes",
               std::to_string(std::max<std::uint64_t>(1, kilobytes)));
  set_property(conf, "topic.metadata.propagation.max.ms",
               std::to_string(settings.unknown_topic_grace.count()));
  set_properties(conf, settings.properties);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG);
  return conf;
}

}  // namespace sluice::connectors
