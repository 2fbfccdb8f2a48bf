#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace sluice::connectors {

struct KafkaTopicDeleter {
  void operator()(rd_kafka_topic_t* topic) const noexcept { rd_kafka_topic_destroy(topic); }
};
/// A topic as one client knows it, which outlives it.
using KafkaTopic = std::unique_ptr<rd_kafka_topic_t, KafkaTopicDeleter>;

}  // namespace sluice::connectors
