#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_conf.hpp"
#include "connectors/kafka/kafka_held_back.hpp"
#include "connectors/kafka/kafka_source_settings.hpp"

namespace sluice::connectors {

/// As property_fault, for a source.
[[nodiscard]] std::string consumer_property_fault(const std::string& property,
                                                  const std::string& value);

/// librdkafka's configuration of a member of a consumer group that commits only what it was told
/// to. The properties were found good one by one; throws std::runtime_error naming one that cannot
/// be used all the same, a file that is not there perhaps.
[[nodiscard]] KafkaConf make_consumer_conf(const KafkaSourceSettings& settings);

/// A client that is a member of a consumer group. Its events: rebalances, results of commits,
/// errors, log lines, and statistics, which come every second: taking them is also what tells the
/// group that we are alive (`max.poll.interval.ms`).
///
/// Messages have a queue of their own, so that who wants none for now just leaves them there, and
/// the client stops fetching. librdkafka's own pausing would throw away what is fetched, and it
/// goes on at a position from before a partition was given up and taken again: that loses messages.
class KafkaConsumer final : public KafkaClient {
 public:
  /// Subscribes. Throws std::runtime_error as make_consumer_conf does, or with what librdkafka
  /// says.
  explicit KafkaConsumer(const KafkaSourceSettings& settings);

  /// The next message, or the error of a partition; null when there is none.
  [[nodiscard]] KafkaEvent next_message() noexcept;

  /// Answers a rebalance: these partitions are ours now.
  void take(const rd_kafka_topic_partition_list_t& partitions);

  /// Answers a rebalance: these are not ours any more. What was stored is committed first, unless
  /// the group has already given them to somebody else.
  void give_up(const rd_kafka_topic_partition_list_t& partitions);

  /// No messages of the partition come any more, but those that next_message() has by now. The
  /// client fetches some further ones, and then no more.
  void hold_back(const KafkaPartition& partition);
  /// They come again. The descriptor is to be signalled.
  void read_on(const KafkaPartition& partition);

  /// Where to go on reading; committed soon, and before the partition goes to somebody else.
  void store(const std::string& topic, std::int32_t partition, std::int64_t next) noexcept;

  /// Begins to commit what is stored and to leave the group; closed() tells when that is done,
  /// each time the descriptor was readable. False when this client is not able to.
  [[nodiscard]] bool close();
  [[nodiscard]] bool closed() const noexcept;

 private:
  [[nodiscard]] bool is_cooperative() const noexcept;
  /// Where the partition's messages go from now on; null: they stay with the partition.
  void forward(const char* topic, std::int32_t partition, rd_kafka_queue_t* to);

  KafkaQueue messages_;
  bool had_partitions_ = false;
};

}  // namespace sluice::connectors
