#include "connectors/kafka/kafka_consumer.hpp"

#include <fmt/format.h>

#include <array>
#include <span>
#include <stdexcept>
#include <string_view>

#include "config/yaml_text.hpp"
#include "connectors/kafka/kafka_partition_list.hpp"

namespace sluice::connectors {
namespace {

/// Older versions abort when a consumer is destroyed that has joined its group and has not had any
/// partition yet (confluentinc/librdkafka issue 4312). This can happen when a gateway stops in its
/// first rebalance.
constexpr int destroys_any_consumer_since = 0x02030000;

/// A failed answer to a rebalance also causes a fatal error event.
void ignore(rd_kafka_error_t* error) {
  if (error != nullptr) rd_kafka_error_destroy(error);
}

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
  set_property(conf, "auto.offset.reset", config::to_yaml(settings.start));
  set_property(conf, "enable.auto.offset.store", "false");
  set_property(conf, "enable.auto.commit", "true");
  // After a kill, at least the messages settled within this interval may be repeated.
  set_property(conf, "auto.commit.interval.ms", "1000");
  // Memory for messages that are fetched and not taken: enough to never wait for the network.
  set_property(conf, "queued.min.messages", "1000");
  set_property(conf, "queued.max.messages.kbytes", "4096");
  // The delay until topics that are created later are found; librdkafka's default is five minutes.
  set_property(conf, "topic.metadata.refresh.interval.ms", "30000");
  set_properties(conf, settings.properties);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE |
                                           RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG);
  return conf;
}

KafkaConsumer::KafkaConsumer(const KafkaSourceSettings& settings)
    : KafkaClient(RD_KAFKA_CONSUMER, make_consumer_conf(settings)),
      messages_{rd_kafka_queue_new(client())} {
  wake_for(messages_.get());
  const KafkaPartitions topics{
      rd_kafka_topic_partition_list_new(static_cast<int>(settings.topics.size()))};
  for (const std::string& topic : settings.topics) {
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const rd_kafka_resp_err_t error = rd_kafka_subscribe(client(), topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error(fmt::format("kafka: cannot subscribe: {}", rd_kafka_err2str(error)));
  }
}

bool KafkaConsumer::is_cooperative() const noexcept {
  const char* const protocol = rd_kafka_rebalance_protocol(client());
  return protocol != nullptr && std::string_view{protocol} == "COOPERATIVE";
}

KafkaEvent KafkaConsumer::next_message() noexcept {
  return KafkaEvent{rd_kafka_queue_poll(messages_.get(), 0)};
}

void KafkaConsumer::take(const rd_kafka_topic_partition_list_t& partitions) {
  had_partitions_ = true;
  // Must come first, so that no message of these partitions enters the queue of events.
  for (const auto& one : std::span{partitions.elems, static_cast<std::size_t>(partitions.cnt)}) {
    forward(one.topic, one.partition, messages_.get());
  }
  if (is_cooperative()) {
    ignore(rd_kafka_incremental_assign(client(), &partitions));
  } else {
    rd_kafka_assign(client(), &partitions);
  }
}

void KafkaConsumer::forward(const char* topic, std::int32_t partition, rd_kafka_queue_t* to) {
  const KafkaQueue fetched{rd_kafka_queue_get_partition(client(), topic, partition)};
  if (fetched) rd_kafka_queue_forward(fetched.get(), to);
}

void KafkaConsumer::hold_back(const KafkaPartition& partition) {
  forward(partition.first.c_str(), partition.second, nullptr);
}

void KafkaConsumer::read_on(const KafkaPartition& partition) {
  forward(partition.first.c_str(), partition.second, messages_.get());
}

void KafkaConsumer::give_up(const rd_kafka_topic_partition_list_t& partitions) {
  if (is_cooperative()) {
    ignore(rd_kafka_incremental_unassign(client(), &partitions));
  } else {
    rd_kafka_assign(client(), nullptr);
  }
}

void KafkaConsumer::store(const std::string& topic, std::int32_t partition,
                          std::int64_t next) noexcept {
  const KafkaPartitions one{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(one.get(), topic.c_str(), partition)->offset = next;
  // Fails only for a partition that is being taken from us: another member reads it again.
  rd_kafka_offsets_store(client(), one.get());
}

bool KafkaConsumer::close() {
  if (!had_partitions_ && rd_kafka_version() < destroys_any_consumer_since) leave_to_process_end();
  rd_kafka_error_t* const error = rd_kafka_consumer_close_queue(client(), queue());
  const bool begun = error == nullptr;
  ignore(error);
  return begun;
}

bool KafkaConsumer::closed() const noexcept {
  return rd_kafka_consumer_closed(client()) != 0;
}

}  // namespace sluice::connectors
