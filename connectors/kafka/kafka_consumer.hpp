#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_conf.hpp"
#include "connectors/kafka/kafka_held_back.hpp"
#include "connectors/kafka/kafka_source_settings.hpp"

namespace sluice::connectors {

/// Like property_fault, for a source.
[[nodiscard]] std::string consumer_property_fault(const std::string& property,
                                                  const std::string& value);

/// librdkafka's configuration of a member of a consumer group that commits only stored offsets.
/// Each property alone was checked before. Throws std::runtime_error that names a property that is
/// unusable all the same, for example because of a missing file.
[[nodiscard]] KafkaConf make_consumer_conf(const KafkaSourceSettings& settings);

/// A client that is a member of a consumer group. Its events: rebalances, results of commits,
/// errors, log lines, and statistics, which come every second. Taking the statistics also proves to
/// the group that this member is alive (`max.poll.interval.ms`).
///
/// Messages have their own queue: a caller that wants none leaves them there, and the client stops
/// fetching. librdkafka's own pause would discard fetched messages, and it would resume at a
/// position from before a rebalance took the partition away and returned it, which loses messages.
class KafkaConsumer final : public KafkaClient {
 public:
  /// Subscribes. Throws std::runtime_error like make_consumer_conf, or with librdkafka's reason.
  explicit KafkaConsumer(const KafkaSourceSettings& settings);

  /// The next message, or the error of a partition; null when there is none.
  [[nodiscard]] KafkaEvent next_message() noexcept;

  /// Answers a rebalance: these partitions are ours now.
  void take(const rd_kafka_topic_partition_list_t& partitions);

  /// Answers a rebalance: these partitions are not ours any more. Stored offsets are committed
  /// first, unless the group has already given the partitions to another member.
  void give_up(const rd_kafka_topic_partition_list_t& partitions);

  /// Stops the messages of the partition, except for those that next_message() already has. The
  /// client fetches a few more, and then stops.
  void hold_back(const KafkaPartition& partition);
  /// Resumes the messages of the partition. The caller must signal the descriptor.
  void read_on(const KafkaPartition& partition);

  /// Stores the offset of the next message to read. It is committed soon, and before the partition
  /// goes to another member.
  void store(const std::string& topic, std::int32_t partition, std::int64_t next) noexcept;

  /// Begins to commit the stored offsets and to leave the group. closed() becomes true at the end;
  /// check it each time the descriptor was readable. False when this client cannot do it.
  [[nodiscard]] bool close();
  [[nodiscard]] bool closed() const noexcept;

 private:
  [[nodiscard]] bool is_cooperative() const noexcept;
  /// Sends the partition's messages to this queue; null: they stay with the partition.
  void forward(const char* topic, std::int32_t partition, rd_kafka_queue_t* to);

  KafkaQueue messages_;
  bool had_partitions_ = false;
};

}  // namespace sluice::connectors
