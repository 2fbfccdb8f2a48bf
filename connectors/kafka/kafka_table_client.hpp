#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_held_back.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"

namespace sluice::connectors {

/// librdkafka's configuration of a consumer without a group, that reads topics which the sink
/// writes. The properties of the sink are used as well; those of a producer have no effect here.
[[nodiscard]] KafkaConf make_table_conf(const KafkaSinkSettings& settings);

/// A client that reads partitions from their beginning, and belongs to no group. Its events:
/// errors, log lines and the statistics of each second, by which it is seen how many partitions a
/// topic has. One thread, and no call waits.
class KafkaTableClient final : public KafkaClient {
 public:
  /// Throws std::runtime_error as make_table_conf does, or with librdkafka's reason.
  KafkaTableClient(const KafkaSinkSettings& settings, const std::vector<std::string>& topics);
  /// The calls of the library that wait are made elsewhere.
  ~KafkaTableClient();

  /// Begins to read the partition of one of the topics.
  void read(const std::string& topic, std::int32_t partition);

  /// The next message, the end of a partition, or its error; null when there is none.
  [[nodiscard]] KafkaEvent next_message() noexcept;

  /// The end of the partition, as it was when its last messages were fetched; 0 where none were.
  [[nodiscard]] std::int64_t end_of(const KafkaPartition& partition) const noexcept;

 private:
  std::map<std::string, rd_kafka_topic_t*> topics_;
  std::vector<std::pair<rd_kafka_topic_t*, std::int32_t>> read_;
  rd_kafka_queue_t* messages_;
};

}  // namespace sluice::connectors
