#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace sluice::connectors {

struct KafkaPartitionsDeleter {
  void operator()(rd_kafka_topic_partition_list_t* list) const noexcept {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using KafkaPartitions = std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaPartitionsDeleter>;

}  // namespace sluice::connectors
