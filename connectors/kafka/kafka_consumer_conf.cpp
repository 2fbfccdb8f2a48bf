#include "connectors/kafka/kafka_consumer_conf.hpp"

#include <array>

namespace sluice::connectors {
namespace {

constexpr std::array<OwnedProperty, 3> owned{{
    {"group.id", "is what 'group' sets"},
    {"enable.auto.offset.store", "would commit messages that have not been dealt with"},
    {"enable.auto.commit", "is how the group learns what has been dealt with"},
}};

}  // namespace

std::string consumer_property_fault(const std::string& property, const std::string& value) {
  return property_fault(owned, property, value);
}

KafkaConf make_consumer_conf(const KafkaSourceSettings& settings) {
  KafkaConf conf = make_access_conf(settings);
  set_property(conf, "group.id", settings.group);
  set_property(conf, "partition.assignment.strategy", "cooperative-sticky");
  // A group that is new has missed nothing.
  set_property(conf, "auto.offset.reset", "earliest");
  set_property(conf, "enable.auto.offset.store", "false");
  set_property(conf, "enable.auto.commit", "true");
  // What a kill can repeat is at least what was settled in this time.
  set_property(conf, "auto.commit.interval.ms", "1000");
  // The memory for what is fetched and not taken yet: enough to never wait for the network.
  set_property(conf, "queued.min.messages", "1000");
  set_property(conf, "queued.max.messages.kbytes", "4096");
  // How soon topics are seen that were created later; librdkafka's own is five minutes.
  set_property(conf, "topic.metadata.refresh.interval.ms", "30000");
  set_properties(conf, settings.properties);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE |
                                           RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG);
  return conf;
}

}  // namespace sluice::connectors
